package io.wardlog.edge.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Journals whose every entry follows from its ordinal, so that what is read back needs no record of what was written. */
final class JournalFixture {

    static final JournalLimits SMALL = new JournalLimits(256 << 10, 8 << 20, 64 << 10);

    private JournalFixture() {}

    static ChronicleJournal open(Path directory) throws IOException {
        return open(directory, Known.NOTHING);
    }

    static ChronicleJournal open(Path directory, Known known) throws IOException {
        return open(directory, known, new FileChannelDisk());
    }

    static ChronicleJournal open(Path directory, Known known, JournalDisk disk) throws IOException {
        return ChronicleJournal.open(directory, SMALL, known, disk);
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
    static void append(ChronicleJournal journal, int... counts) throws IOException {
        for (int count : counts) {
            journal.spare().prepare();
            long next = journal.nextOrdinal();
            assertThat(journal.append(group(next, count))).isEqualTo(next);
            assertThat(journal.nextOrdinal()).isEqualTo(next + count);
        }
    }

    /** Reads to the end and checks each entry; returns the ordinal behind the last. */
    static long readToEnd(ChronicleJournal journal, long from) throws IOException {
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
            try (GroupScanner scanner = new GroupScanner(segment.file())) {
                for (var group = scanner.next(0); group.isPresent(); group = scanner.next(0)) {
                    groups.add(group.get());
                }
            }
        }
        return groups;
    }
}
