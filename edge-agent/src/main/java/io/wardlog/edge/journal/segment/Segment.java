package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One segment: a directory that holds one file of groups.
 *
 * <p>Its name is {@code <number>-<first ordinal>}, both in decimal. A segment is named only after everything below its
 * first ordinal was durable: the name is a witness of that.
 *
 * @param number 1, 2, 3, … in the order of writing; never used again
 * @param firstOrdinal the ordinal of its first entry
 * @param directory where it is
 * @param kind what its file looks like
 */
public record Segment(long number, long firstOrdinal, Path directory, SegmentKind kind) {

    private static final String ZEROED = "zeroed";
    private static final String METADATA_FILE = "metadata.cq4t";
    private static final Pattern NAME = Pattern.compile("(\\d{10})-(\\d{19})");
    private static final long PAGE = 4096;

    /** The segment in the directory, or empty when the name is not a segment's. */
    static Optional<Segment> at(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches()
                ? Optional.of(new Segment(
                        Long.parseLong(name.group(1)),
                        Long.parseLong(name.group(2)),
                        directory,
                        SegmentKind.of(directory)))
                : Optional.empty();
    }

    /** A segment under its name in the journal's directory. */
    static Segment in(Path journal, long number, long firstOrdinal, SegmentKind kind) {
        return new Segment(
                number, firstOrdinal, journal.resolve(String.format("%010d-%019d", number, firstOrdinal)), kind);
    }

    /** The file with the groups. */
    public Path file() {
        return directory.resolve(kind.file());
    }

    /** Where the zeroed file lies in a prepared directory. */
    static Path zeroed(Path directory) {
        return directory.resolve(ZEROED);
    }

    /** A queue's table: nothing in it is needed to read the groups. */
    static Path metadata(Path directory) {
        return directory.resolve(METADATA_FILE);
    }

    /** Gives the zeroed file its name, durably. */
    public void nameFile(JournalDisk disk) throws IOException {
        disk.replace(file(), zeroed(directory));
        disk.syncDirectory(directory);
    }

    /** Cuts off zeros, leaving a page of them behind {@code end}: Chronicle's own tools look for the next head there. */
    public static void trim(DiskFile file, long end) throws IOException {
        file.truncate((end / PAGE + 2) * PAGE);
    }
}
