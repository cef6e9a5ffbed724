package io.wardlog.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The usual written form of a time, {@code 2026-11-02T07:15:00.25Z}: RFC 3339 in UTC, capital letters, up to nine digits of a second, no
 * leap second. A quick way beside {@link EventTimes}, which reads every other form too and answers the same for this one.
 */
public final class PlainTime {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    /** Where the seconds end. */
    private static final int SECONDS_END = 19;

    private static final int SHORTEST = SECONDS_END + 1;
    private static final int LONGEST = SECONDS_END + 11;
    private static final int NO_NUMBER = -1;

    /** Bytes of what {@link #writeMicros} writes. */
    public static final int MICROS_LENGTH = SECONDS_END + 8;

    /** Days from 1 March of the year 0 to 1970. */
    private static final int EPOCH = 719_468;

    private static final int DAYS_OF_400_YEARS = 146_097;

    private PlainTime() {}

    /** Whether the bytes between two offsets are a time of this form, of a year from 0001 to 9999. */
    public static boolean isPlain(byte[] text, int from, int to) {
        int length = to - from;
        return length >= SHORTEST
                && length <= LONGEST
                && isDate(text, from)
                && text[from + 10] == 'T'
                && isBelow(24, text, from + 11)
                && text[from + 13] == ':'
                && isBelow(60, text, from + 14)
                && text[from + 16] == ':'
                && isBelow(60, text, from + 17)
                && text[to - 1] == 'Z'
                && isFraction(text, from + SECONDS_END, to - 1);
    }

    /** Whether ten bytes are a date that exists, of a year from 0001 to 9999. */
    public static boolean isDate(byte[] text, int from) {
        int year = year(text, from);
        int month = pair(text, from + 5);
        int day = pair(text, from + 8);
        return text[from + 4] == '-'
                && text[from + 7] == '-'
                && year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= (month == 2 && isLeap(year) ? 29 : DAYS[month - 1]);
    }

    /** Whether a plain time is already in the form that an event keeps: no zero at the end of its fraction. */
    public static boolean isKept(byte[] plain, int from, int to) {
        return to - from == SHORTEST || plain[to - 2] != '0';
    }

    /** A plain time in the form that an event keeps. */
    public static String kept(byte[] plain, int from, int to) {
        int end = to - 1;
        while (to - from > SHORTEST && plain[end - 1] == '0') {
            end--;
        }
        int last = plain[end - 1] == '.' ? end - 1 : end;
        return new String(plain, from, last - from, StandardCharsets.US_ASCII) + "Z";
    }

    /** The instant of a plain time. */
    public static Instant read(byte[] plain, int from, int to) {
        int secondOfDay = (pair(plain, from + 11) * 60 + pair(plain, from + 14)) * 60 + pair(plain, from + 17);
        int nanos = 0;
        for (int i = from + SECONDS_END + 1; i < from + SECONDS_END + 10; i++) {
            nanos = nanos * 10 + (i < to - 1 ? plain[i] - '0' : 0);
        }
        long day = epochDay(year(plain, from), pair(plain, from + 5), pair(plain, from + 8));
        return Instant.ofEpochSecond(day * 86_400 + secondOfDay, nanos);
    }

    /** Days since 1970 in the Gregorian calendar, counted from March on, so that a leap day is the last of its year. */
    private static long epochDay(int year, int month, int day) {
        int shifted = month > 2 ? year : year - 1;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return shifted * 365L + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - EPOCH;
    }

    /**
     * Writes the platform's own form: exactly six digits of a second, finer parts cut off.
     *
     * @throws IllegalArgumentException when the year is not one of 0001 to 9999
     */
    public static void writeMicros(Instant instant, byte[] target, int at) {
        long second = instant.getEpochSecond();
        int ofDay = (int) Math.floorMod(second, 86_400L);
        writeDate(Math.floorDiv(second, 86_400L), target, at);
        target[at + 10] = 'T';
        digits(ofDay / 3_600, 2, target, at + 11);
        target[at + 13] = ':';
        digits(ofDay / 60 % 60, 2, target, at + 14);
        target[at + 16] = ':';
        digits(ofDay % 60, 2, target, at + 17);
        target[at + SECONDS_END] = '.';
        digits(instant.getNano() / 1_000, 6, target, at + SECONDS_END + 1);
        target[at + MICROS_LENGTH - 1] = 'Z';
    }

    /** The inverse of {@link #epochDay}; years begin in March here too. */
    private static void writeDate(long epochDay, byte[] target, int at) {
        long day = epochDay + EPOCH;
        if (day < 306 || day >= 25L * DAYS_OF_400_YEARS - 60) {
            throw new IllegalArgumentException("a year that is not one of 0001 to 9999");
        }
        int era = (int) (day / DAYS_OF_400_YEARS);
        int dayOfEra = (int) (day % DAYS_OF_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        digits(era * 400 + yearOfEra + (month < 10 ? 0 : 1), 4, target, at);
        target[at + 4] = '-';
        digits(month < 10 ? month + 3 : month - 9, 2, target, at + 5);
        target[at + 7] = '-';
        digits(dayOfYear - (153 * month + 2) / 5 + 1, 2, target, at + 8);
    }

    private static void digits(int number, int width, byte[] target, int at) {
        int rest = number;
        for (int i = at + width - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static boolean isFraction(byte[] text, int from, int to) {
        if (from == to) {
            return true;
        }
        if (text[from] != '.' || from + 1 == to) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!isDigit(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static boolean isBelow(int limit, byte[] text, int at) {
        int number = pair(text, at);
        return number >= 0 && number < limit;
    }

    private static int year(byte[] text, int from) {
        int century = pair(text, from);
        int rest = pair(text, from + 2);
        return century < 0 || rest < 0 ? NO_NUMBER : century * 100 + rest;
    }

    private static int pair(byte[] text, int at) {
        return isDigit(text[at]) && isDigit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : NO_NUMBER;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
