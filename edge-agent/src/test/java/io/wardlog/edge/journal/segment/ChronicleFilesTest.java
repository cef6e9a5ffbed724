package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Chronicle writes, Chronicle's own tools read. */
class ChronicleFilesTest {

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
}
