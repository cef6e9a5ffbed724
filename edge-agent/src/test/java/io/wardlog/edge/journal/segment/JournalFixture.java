package io.wardlog.edge.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Journals whose every entry follows from its ordinal, so that what is read back needs no record of what was written. */
final class JournalFixture {

    static final JournalLimits SMALL = new JournalLimits(256 << 10, 8 << 20, 64 << 10);

    private JournalFixture() {}

    static SegmentJournal open(SegmentKind kind, Path directory) throws IOException {
        return open(kind, directory, Known.NOTHING, new FileChannelDisk());
    }

    static SegmentJournal open(SegmentKind kind, Path directory, Known known, JournalDisk disk) throws IOException {
        return SegmentJournal.open(directory, SMALL, known, SegmentJournal.Parts.of(disk, format(kind)));
    }

    static SegmentWriter.Format format(SegmentKind kind) {
        return kind == SegmentKind.PLAIN ? PlainWriter.format() : ChronicleWriter.format();
    }

    static JournalEntry entry(long ordinal) {
        Random random = new Random(ordinal);
        byte[] payload = new byte[random.nextInt(400)];
        random.nextBytes(payload);
        return new JournalEntry((byte) (ordinal % 4), payload);
    }

    static List<JournalEntry> group(long firstOrdinal, int count) {
        List<JournalEntry> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            group.add(entry(firstOrdinal + i));
        }
        return group;
    }

    /** Appends groups of the given sizes, each when there is room for it. */
    static void append(SegmentJournal journal, int... counts) throws IOException {
        for (int count : counts) {
            journal.spare().prepare();
            long next = journal.nextOrdinal();
            assertThat(journal.append(group(next, count))).isEqualTo(next);
            assertThat(journal.nextOrdinal()).isEqualTo(next + count);
        }
    }

    /** Reads to the end and checks each entry; returns the ordinal behind the last. */
    static long readToEnd(SegmentJournal journal, long from) throws IOException {
        long next = from;
        try (JournalReader reader = journal.read(from)) {
            while (reader.next()) {
                assertThat(reader.ordinal()).isEqualTo(next);
                assertEntry(next, reader.entry());
                next++;
            }
        }
        return next;
    }

    static void assertEntry(long ordinal, JournalEntry actual) {
        JournalEntry expected = entry(ordinal);
        assertThat(actual.kind()).as("kind of %d", ordinal).isEqualTo(expected.kind());
        assertThat(actual.payload()).as("payload of %d", ordinal).isEqualTo(expected.payload());
    }

    /** The whole groups of a directory, as they lie in its files. */
    static List<Group> groups(Path directory) throws IOException {
        List<Group> groups = new ArrayList<>();
        for (Segment segment : SegmentDirectory.list(directory)) {
            try (GroupScanner scanner = new GroupScanner(segment)) {
                for (var group = scanner.next(0); group.isPresent(); group = scanner.next(0)) {
                    groups.add(group.get());
                }
            }
        }
        return groups;
    }
}
