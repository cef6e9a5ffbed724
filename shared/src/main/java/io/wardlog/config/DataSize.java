package io.wardlog.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data.
 *
 * @param bytes the amount in bytes, not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}) ?([A-Za-z]{0,3})");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    /** Refuses a negative amount. */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads {@code 512}, {@code 64KiB}, {@code 10 MB}: binary units KiB to TiB, decimal units kB to TB, none or B for bytes.
     *
     * @throws IllegalArgumentException if {@code text} is of another form or over 2^63-1 bytes
     */
    public static DataSize parse(String text) {
        Matcher form = FORM.matcher(text);
        Long unit = form.matches() ? UNITS.get(form.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a size such as 64KiB or 10GB");
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("a size over 2^63-1 bytes", tooLarge);
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The largest binary unit that leaves a whole number: {@code 64KiB}. */
    @Override
    public String toString() {
        if (bytes == 0) {
            return "0B";
        }
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int power = Math.min(Long.numberOfTrailingZeros(bytes) / 10, units.length - 1);
        return (bytes >> (10 * power)) + units[power];
    }
}
