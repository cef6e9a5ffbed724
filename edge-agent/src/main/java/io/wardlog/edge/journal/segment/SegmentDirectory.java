package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The journal's directory: which segments there are, and how whole ones go. */
final class SegmentDirectory {

    private static final String PRUNED = "pruned-";

    private final Path journal;
    private final JournalDisk disk;

    SegmentDirectory(Path journal, JournalDisk disk) {
        this.journal = journal;
        this.disk = disk;
    }

    /** The segments, in the order of writing. */
    static List<Segment> list(Path journal) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (Path entry : entries(journal, "*")) {
            Segment.at(entry).ifPresent(segments::add);
        }
        segments.sort(Comparator.comparingLong(Segment::number));
        return List.copyOf(segments);
    }

    private static List<Path> entries(Path directory, String named) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, named)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return entries;
    }

    /** Bytes of disk that the segments hold; one whose name could be taken away only halfway still holds its own. */
    static long bytes(List<Segment> segments) throws IOException {
        long sum = 0;
        for (Segment segment : segments) {
            Path directory = Files.exists(segment.directory()) ? segment.directory() : givenUp(segment);
            sum += size(directory.resolve(segment.file().getFileName()))
                    + size(Segment.metadata(directory))
                    + size(Segment.zeroed(directory));
        }
        return sum;
    }

    private static Path givenUp(Segment segment) {
        return segment.directory().resolveSibling(PRUNED + segment.directory().getFileName());
    }

    /** The file's bytes; 0 when there is none. */
    static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    /**
     * Takes a segment's name away; durable on return. One after the other, the oldest first: a power cut must not leave a
     * hole between two that are there. What failed halfway is gone on with.
     */
    void giveUp(Segment segment) throws IOException {
        Path pruned = givenUp(segment);
        if (Files.exists(segment.directory()) || !Files.exists(pruned)) {
            disk.replace(pruned, segment.directory());
        }
        disk.syncDirectory(journal);
    }

    /**
     * Removes what was given up, by an earlier run too. That one may have ended before the new name was durable: with its old one a
     * segment must not come back without its file.
     */
    void removeGivenUp() throws IOException {
        List<Path> going = entries(journal, PRUNED + "*");
        if (!going.isEmpty()) {
            disk.syncDirectory(journal);
        }
        for (Path directory : going) {
            delete(disk, directory);
        }
    }

    /**
     * Removes the zeroed files of segments that were named and never begun: the run ended before the file had its name. The segment
     * stays: its name is a witness.
     */
    void removeUnbegun(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            Path zeroed = Segment.zeroed(segment.directory());
            if (Files.exists(zeroed) && holdsOnlyZeros(zeroed)) {
                disk.remove(zeroed);
            }
        }
    }

    /**
     * Removes what only a writer needs: each start writes a segment of its own, and the tables that many starts leave would fill a small
     * journal. One that a power cut brings back goes at the next start.
     */
    void removeTables(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            Path table = Segment.metadata(segment.directory());
            if (Files.exists(table)) {
                disk.remove(table);
            }
        }
    }

    /** A disk that lied about names may have kept groups under this one. */
    private static boolean holdsOnlyZeros(Path file) throws IOException {
        try (FileWindow window = new FileWindow(file)) {
            long at = 0;
            while (window.holds(at, Integer.BYTES)) {
                if (window.intAt(at) != 0) {
                    return false;
                }
                at = Math.max(at + Integer.BYTES, window.skipZeros(at));
            }
            return true;
        }
    }

    /** Removes a directory of plain files, if it is there. */
    static void delete(JournalDisk disk, Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        for (Path file : entries(directory, "*")) {
            disk.remove(file);
        }
        disk.remove(directory);
    }
}
