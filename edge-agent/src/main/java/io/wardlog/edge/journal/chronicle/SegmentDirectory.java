package io.wardlog.edge.journal.chronicle;

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

    /** Removes segments; durable on return. Each goes as a whole: first its name, in one step. */
    void remove(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            Path going = journal.resolve(PRUNED + segment.directory().getFileName());
            Files.move(segment.directory(), going);
            SpareSegment.delete(going);
        }
        disk.syncDirectory(journal);
    }

    /** Finishes a removal that a crash interrupted. */
    void finishRemovals() throws IOException {
        try (DirectoryStream<Path> going = Files.newDirectoryStream(journal, PRUNED + "*")) {
            for (Path directory : going) {
                SpareSegment.delete(directory);
            }
        }
    }
}
