package io.wardlog.edge.journal.chronicle;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One segment: a directory that holds one Chronicle queue of one file.
 *
 * <p>Its name is {@code <number>-<first ordinal>}, both in decimal. A segment is named only after everything below its
 * first ordinal was durable: the name is a witness of that.
 *
 * @param number 1, 2, 3, … in the order of writing; never used again
 * @param firstOrdinal the ordinal of its first entry
 * @param directory where it is
 */
record Segment(long number, long firstOrdinal, Path directory) {

    /** Chronicle names its file by the date of its clock, and the clock that we give it stands still at its epoch. */
    private static final String QUEUE_FILE = "19700101F.cq4";

    private static final String METADATA_FILE = "metadata.cq4t";
    private static final Pattern NAME = Pattern.compile("(\\d{10})-(\\d{19})");

    /** The segment in the directory, or empty when the name is not a segment's. */
    static Optional<Segment> at(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches()
                ? Optional.of(new Segment(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), directory))
                : Optional.empty();
    }

    /** A segment under its name in the journal's directory. */
    static Segment in(Path journal, long number, long firstOrdinal) {
        return new Segment(number, firstOrdinal, journal.resolve(String.format("%010d-%019d", number, firstOrdinal)));
    }

    /** The file with the groups. */
    Path file() {
        return directory.resolve(QUEUE_FILE);
    }

    /** Chronicle's table of the queue: nothing in it is needed to read the groups. */
    static Path metadata(Path directory) {
        return directory.resolve(METADATA_FILE);
    }
}
