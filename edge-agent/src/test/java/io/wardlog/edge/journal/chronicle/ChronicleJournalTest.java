package io.wardlog.edge.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest {

    private static final JournalLimits SMALL = new JournalLimits(256 << 10, 8 << 20, 64 << 10);

    @TempDir
    Path directory;

    @Test
    void readsBackWhatItAppendedAcrossRestartsAndFiles() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            try (ChronicleJournal journal =
                    ChronicleJournal.open(directory, SMALL, Known.NOTHING, new FileChannelDisk())) {
                assertThat(journal.nextOrdinal()).isEqualTo(expected.size());
                for (int i = 0; i < 200; i++) {
                    String text = "entry " + run + "/" + i + "x".repeat(i * 20);
                    journal.spare().prepare();
                    long ordinal = journal.append(List.of(
                            new JournalEntry((byte) 1, text.getBytes(StandardCharsets.UTF_8)),
                            new JournalEntry((byte) 2, new byte[0])));
                    assertThat(ordinal).isEqualTo(expected.size());
                    expected.add(text);
                    expected.add("");
                }
                List<String> read = new ArrayList<>();
                try (JournalReader reader = journal.read(0)) {
                    while (reader.next()) {
                        read.add(new String(reader.entry().payload(), StandardCharsets.UTF_8));
                    }
                }
                assertThat(read).isEqualTo(expected);
            }
        }
    }
}
