package io.wardlog.collector.archive;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a data file: {@code <folder>/<partition>-<start>-<random><suffix>}, the start of its manifest with 20 digits, so that the name
 * leads to the manifest that lists it. Pure.
 */
public final class FileName {
    private static final Pattern FORM = Pattern.compile(".*/([0-9]{1,9})-([0-9]{1,20})-[^/]*");

    private FileName() {}

    /** Which manifest lists a file: of which partition, from which offset on. */
    public record Origin(int partition, long start) {}

    /** A name that nobody used before, given a random {@code unique}. */
    public static String of(String folder, Origin origin, UUID unique, String suffix) {
        return String.format(
                Locale.ROOT, "%s/%d-%020d-%s%s", folder, origin.partition(), origin.start(), unique, suffix);
    }

    /** What the name says; nothing when it is none of these names. */
    public static Optional<Origin> origin(String name) {
        Matcher form = FORM.matcher(name);
        try {
            return form.matches()
                    ? Optional.of(new Origin(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2))))
                    : Optional.empty();
        } catch (NumberFormatException beyondEveryOffset) {
            return Optional.empty();
        }
    }
}
