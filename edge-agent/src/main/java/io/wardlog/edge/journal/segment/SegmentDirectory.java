package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
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
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(journal)) {
            for (Path entry : entries) {
                Segment.at(entry).ifPresent(segments::add);
            }
        }
        segments.sort(Comparator.comparingLong(Segment::number));
        return List.copyOf(segments);
    }

    /** Bytes of disk that the segments hold. */
    static long bytes(List<Segment> segments) throws IOException {
        long sum = 0;
        for (Segment segment : segments) {
            sum += size(segment.file()) + size(Segment.metadata(segment.directory()));
        }
        return sum;
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
     * hole between two that are there.
     */
    void giveUp(Segment segment) throws IOException {
        disk.replace(journal.resolve(PRUNED + segment.directory().getFileName()), segment.directory());
        disk.syncDirectory(journal);
    }

    /** Removes what was given up, by an earlier run too. */
    void removeGivenUp() throws IOException {
        try (DirectoryStream<Path> going = Files.newDirectoryStream(journal, PRUNED + "*")) {
            for (Path directory : going) {
                SpareSegment.delete(disk, directory);
            }
        }
    }
}
