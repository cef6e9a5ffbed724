package io.wardlog.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The two written forms of time (docs/formats.md section 0). {@code eventTime}: RFC 3339 with any offset comes in, UTC
 * with up to nine digits and no trailing zeros is kept. Everything that the platform itself claims: UTC with exactly six
 * digits.
 */
public final class EventTimes {

    private static final int SECONDS_END = 19;
    private static final int MICROS_LENGTH = 27;
    private static final int NANO_DIGITS = 9;

    private EventTimes() {}

    /**
     * A device's RFC 3339 time in the form that is kept, or nothing when it is not one: hour 24, over nine digits, a date
     * that does not exist, or a year outside 0001 to 9999 after conversion to UTC. Second 60 is kept as 59.999999999.
     */
    public static Optional<String> normalise(String rfc3339) {
        return read(rfc3339).map(EventTimes::write);
    }

    /** The instant of an RFC 3339 time under the same rules as {@link #normalise}. */
    public static Optional<Instant> read(String rfc3339) {
        if (!hasDateAndTime(rfc3339)) {
            return Optional.empty();
        }
        int end = fractionEnd(rfc3339);
        OptionalInt offset = end < 0 ? OptionalInt.empty() : offsetSeconds(rfc3339, end);
        if (offset.isEmpty()) {
            return Optional.empty();
        }
        int second = number(rfc3339, 17, SECONDS_END);
        boolean leap = second == 60;
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(rfc3339, 0, 4),
                    number(rfc3339, 5, 7),
                    number(rfc3339, 8, 10),
                    number(rfc3339, 11, 13),
                    number(rfc3339, 14, 16),
                    leap ? 59 : second,
                    leap ? 999_999_999 : nanos(rfc3339, end));
            return Optional.of(local.toInstant(ZoneOffset.UTC).minusSeconds(offset.getAsInt()))
                    .filter(EventTimes::isInRange);
        } catch (DateTimeException e) {
            return Optional.empty(); // a field beyond its range, such as month 13 or hour 24
        }
    }

    /** Whether it begins as {@code dddd-dd-ddTdd:dd:dd}. */
    private static boolean hasDateAndTime(String text) {
        if (text.length() <= SECONDS_END) {
            return false;
        }
        for (int i = 0; i < SECONDS_END; i++) {
            char c = text.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T' || c == 't';
                case 13, 16 -> c == ':';
                default -> isDigit(c);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Where the fraction of one to nine digits ends, if there is one; −1 when it has another number of them. */
    private static int fractionEnd(String text) {
        if (text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - SECONDS_END - 1;
        return digits >= 1 && digits <= NANO_DIGITS ? end : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The number in decimal digits, which these characters are. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    /** The kept form of an instant: no trailing zeros, no dot when there is no fraction. */
    public static String write(Instant instant) {
        String seconds = secondsOf(instant);
        if (instant.getNano() == 0) {
            return seconds + "Z";
        }
        String digits = Integer.toString(1_000_000_000 + instant.getNano()).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return seconds + "." + digits.substring(0, end) + "Z";
    }

    /** The platform's own form: exactly six digits, 27 characters; finer parts are cut off. */
    public static String micros(Instant instant) {
        byte[] out = new byte[PlainTime.MICROS_LENGTH];
        PlainTime.writeMicros(instant, out, 0);
        return new String(out, StandardCharsets.US_ASCII);
    }

    /** Reads what {@link #micros} writes, and nothing else. */
    public static Optional<Instant> readMicros(String text) {
        return text.length() == MICROS_LENGTH ? read(text).filter(i -> micros(i).equals(text)) : Optional.empty();
    }

    private static String secondsOf(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(27);
        pad(out, utc.getYear(), 4).append('-');
        pad(out, utc.getMonthValue(), 2).append('-');
        pad(out, utc.getDayOfMonth(), 2).append('T');
        pad(out, utc.getHour(), 2).append(':');
        pad(out, utc.getMinute(), 2).append(':');
        return pad(out, utc.getSecond(), 2).toString();
    }

    private static StringBuilder pad(StringBuilder out, int value, int width) {
        String digits = Integer.toString(value);
        return out.append("0".repeat(width - digits.length())).append(digits);
    }

    private static int nanos(String text, int end) {
        int nanos = number(text, Math.min(SECONDS_END + 1, end), end);
        for (int digits = end - SECONDS_END - 1; digits < NANO_DIGITS && nanos > 0; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** RFC 3339 offsets reach ±23:59, further than {@link ZoneOffset}. */
    private static OptionalInt offsetSeconds(String text, int at) {
        int length = text.length() - at;
        char sign = length == 0 ? 0 : text.charAt(at);
        if (length == 1 && (sign == 'Z' || sign == 'z')) {
            return OptionalInt.of(0);
        }
        boolean form = length == 6
                && (sign == '+' || sign == '-')
                && isDigit(text.charAt(at + 1))
                && isDigit(text.charAt(at + 2))
                && text.charAt(at + 3) == ':'
                && isDigit(text.charAt(at + 4))
                && isDigit(text.charAt(at + 5));
        int hours = form ? number(text, at + 1, at + 3) : 0;
        int minutes = form ? number(text, at + 4, at + 6) : 0;
        if (!form || hours > 23 || minutes > 59) {
            return OptionalInt.empty();
        }
        int seconds = hours * 3600 + minutes * 60;
        return OptionalInt.of(sign == '-' ? -seconds : seconds);
    }

    private static boolean isInRange(Instant instant) {
        long second = instant.getEpochSecond();
        return second >= -62_135_596_800L && second <= 253_402_300_799L;
    }
}
