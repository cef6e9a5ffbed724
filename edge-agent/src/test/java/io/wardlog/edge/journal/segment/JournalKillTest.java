package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.readToEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that are killed while they append. How many of each kind: {@code -Dwardlog.journal.kills=N}. */
class JournalKillTest extends OnEachKind {

    private static final int KILLS = Integer.getInteger("wardlog.journal.kills", 5);
    private static final long SEED = Long.getLong("wardlog.journal.seed", 20261123);

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void everythingThatWasCalledDurableIsReadBackAfterAKill() throws Exception {
        Random random = new Random(SEED);
        long told = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            told = Math.max(told, killedAfter(random.nextInt(150), random.nextLong()));
            try (SegmentJournal journal = open(directory)) {
                assertThat(journal.recovery().corruptions()).isEmpty();
                assertThat(journal.nextOrdinal()).isGreaterThanOrEqualTo(told);
                assertThat(readToEnd(journal, 0)).isEqualTo(journal.nextOrdinal());
            }
        }
    }

    private long killedAfter(int lines, long seed) throws Exception {
        Process child = JournalChild.start(kind, directory, seed, Long.MAX_VALUE);
        try (BufferedReader output = JournalChild.output(child)) {
            long told = -1;
            for (int seen = 0; seen <= lines; ) {
                long end = JournalChild.durableEnd(next(output));
                if (end >= 0) {
                    told = end;
                    seen++;
                }
            }
            // By its handle: Process.destroyForcibly would throw away what it said before it died.
            child.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                told = Math.max(told, JournalChild.durableEnd(line));
            }
            return told;
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondProcessIsRefusedClearly() throws Exception {
        Process child = JournalChild.start(kind, directory, 1, Long.MAX_VALUE);
        try (BufferedReader output = JournalChild.output(child)) {
            while (JournalChild.durableEnd(next(output)) <= 0) {
                continue;
            }
            assertThatIOException()
                    .isThrownBy(() -> open(directory))
                    .withMessageContaining("already open in process " + child.pid());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static String next(BufferedReader output) throws IOException {
        String line = output.readLine();
        assertThat(line).as("the child ended by itself").isNotNull();
        return line;
    }
}
