package io.wardlog.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two written forms of time (docs/formats.md section 0). {@code eventTime}: RFC 3339 with any offset comes in, UTC
 * with up to nine digits and no trailing zeros is kept. Everything that the platform itself claims: UTC with exactly six
 * digits.
 */
public final class EventTimes {

    private static final Pattern RFC_3339 =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[Tt](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?"
                    + "(?:([Zz])|([+-])(\\d{2}):(\\d{2}))");
    private static final Pattern MICROS = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");

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
        Matcher m = RFC_3339.matcher(rfc3339);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            int second = Integer.parseInt(m.group(6));
            boolean leap = second == 60;
            LocalDateTime local = LocalDateTime.of(
                    Integer.parseInt(m.group(1)),
                    Integer.parseInt(m.group(2)),
                    Integer.parseInt(m.group(3)),
                    Integer.parseInt(m.group(4)),
                    Integer.parseInt(m.group(5)),
                    leap ? 59 : second,
                    leap ? 999_999_999 : nanos(m.group(7)));
            return offsetSeconds(m)
                    .map(local.toInstant(ZoneOffset.UTC)::minusSeconds)
                    .filter(EventTimes::isInRange);
        } catch (DateTimeException e) {
            return Optional.empty(); // a field beyond its range, such as month 13 or hour 24
        }
    }

    /** The kept form of an instant: no trailing zeros, no dot when there is no fraction. */
    public static String write(Instant instant) {
        String seconds = secondsOf(instant);
        if (instant.getNano() == 0) {
            return seconds + "Z";
        }
        String digits = String.format(Locale.ROOT, "%09d", instant.getNano());
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return seconds + "." + digits.substring(0, end) + "Z";
    }

    /** The platform's own form: exactly six digits, 27 characters; finer parts are cut off. */
    public static String micros(Instant instant) {
        char[] out = (secondsOf(instant) + ".000000Z").toCharArray();
        int micro = instant.getNano() / 1_000;
        for (int i = out.length - 2; micro > 0; i--) {
            out[i] = (char) ('0' + micro % 10);
            micro /= 10;
        }
        return new String(out);
    }

    /** Reads what {@link #micros} writes, and nothing else. */
    public static Optional<Instant> readMicros(String text) {
        return MICROS.matcher(text).matches() ? read(text).filter(i -> micros(i).equals(text)) : Optional.empty();
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

    private static int nanos(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits + "0".repeat(9 - digits.length()));
    }

    /** RFC 3339 offsets reach ±23:59, further than {@link ZoneOffset}. */
    private static Optional<Integer> offsetSeconds(Matcher m) {
        if (m.group(8) != null) {
            return Optional.of(0);
        }
        int hours = Integer.parseInt(m.group(10));
        int minutes = Integer.parseInt(m.group(11));
        if (hours > 23 || minutes > 59) {
            return Optional.empty();
        }
        int seconds = hours * 3600 + minutes * 60;
        return Optional.of(m.group(9).equals("-") ? -seconds : seconds);
    }

    private static boolean isInRange(Instant instant) {
        long second = instant.getEpochSecond();
        return second >= -62_135_596_800L && second <= 253_402_300_799L;
    }
}
