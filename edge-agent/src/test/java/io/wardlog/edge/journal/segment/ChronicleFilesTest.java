package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Chronicle writes, Chronicle's own tools read. */
class ChronicleFilesTest {

    private static final Path MAPS = Path.of("/proc/self/maps");

    @TempDir
    Path directory;

    @Test
    void theFilesAreOrdinaryChronicleQueues() throws IOException {
        try (SegmentJournal journal = JournalFixture.open(SegmentKind.CHRONICLE, directory)) {
            append(journal, 3, 4);
        }
        Path segment = SegmentDirectory.list(directory).get(0).directory();
        try (ChronicleQueue queue =
                SingleChronicleQueueBuilder.binary(segment).readOnly(true).build()) {
            var tailer = queue.createTailer();
            for (int excerpts = 0; excerpts < 3; excerpts++) {
                assertThat(tailer.readBytes(bytes ->
                                assertThat(Long.reverseBytes(bytes.readLong())).isEqualTo(GroupHeader.MAGIC)))
                        .isTrue();
            }
            assertThat(tailer.readBytes(bytes -> {})).isFalse();
        }
    }

    @Test
    void onlyTheFirstAndTheLastBlockOfAFileStayInMemory() throws IOException {
        assumeTrue(Files.exists(MAPS));
        JournalLimits limits = new JournalLimits(16 << 20, 64 << 20, 64 << 10);
        long block = JournalFixture.format(SegmentKind.CHRONICLE).blockBytes(limits.segmentBytes());
        int groups = 14;
        try (SegmentJournal journal = open(limits)) {
            for (int i = 0; i < groups; i++) {
                journal.append(List.of(filled(i, journal.maxGroupBytes())));
            }
            BackgroundResourceReleaser.releasePendingResources();
            assertThat(SegmentDirectory.list(directory)).hasSize(1);
            assertThat(mappedBytes()).isPositive().isLessThanOrEqualTo(2 * (block + block / 4));
        }
        try (SegmentJournal journal = open(limits);
                JournalReader reader = journal.read(0)) {
            assertThat(journal.recovery().cut()).isEmpty();
            for (int i = 0; i < groups; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.entry().payload())
                        .isEqualTo(filled(i, journal.maxGroupBytes()).payload());
            }
            assertThat(reader.next()).isFalse();
        }
    }

    private SegmentJournal open(JournalLimits limits) throws IOException {
        return SegmentJournal.open(
                directory,
                limits,
                Known.NOTHING,
                SegmentJournal.Parts.of(new FileChannelDisk(), JournalFixture.format(SegmentKind.CHRONICLE)));
    }

    private static JournalEntry filled(int number, long bytes) {
        byte[] payload = new byte[Math.toIntExact(bytes) - JournalEntry.OVERHEAD];
        Arrays.fill(payload, (byte) (number + 1));
        return new JournalEntry((byte) 1, payload);
    }

    private long mappedBytes() throws IOException {
        long bytes = 0;
        for (String line : Files.readAllLines(MAPS)) {
            if (line.contains(directory.toString()) && line.endsWith(SegmentKind.CHRONICLE.file())) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-");
                bytes += Long.parseLong(range[1], 16) - Long.parseLong(range[0], 16);
            }
        }
        return bytes;
    }
}
