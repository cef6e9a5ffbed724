package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.Event;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Epochs sort by their ids in the order in which they began. */
class EpochsTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    private final Random random = new Random(20261127);
    private final OwnEvents own = new OwnEvents(AGENT, SchemaRegistry.builtIn(), random::nextLong);
    private MemoryJournal journal = new MemoryJournal();
    private Instant now = Instant.parse("2026-11-27T07:00:00Z");

    /** The entry that began the epoch is lost, or only the event behind it. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void aClockThatWasSetBackPutsNoNewEpochBeforeTheOneBefore(long lost) throws Exception {
        String first = start();
        start();
        journal.damage(lost, lost);
        now = now.minus(Duration.ofDays(365));
        assertThat(start()).isGreaterThan(first);
        assertThat(epochs()).hasSize(2).isSorted();
    }

    @Test
    void anEpochHasTheTimeAtWhichItBegan() throws Exception {
        String first = start();
        journal.damage(1, 1);
        now = now.plus(Duration.ofDays(1));
        assertThat(UuidV7.time(first)).isEqualTo(now.minus(Duration.ofDays(1)));
        assertThat(UuidV7.time(start())).isEqualTo(now);
    }

    @Test
    void damageEndsTheEpochThatItTouchesAndNotTheOneThatBeganBehindIt() throws Exception {
        String first = start();
        journal.damage(1, 1);
        String second = start();
        assertThat(second).isGreaterThan(first);
        assertThat(start()).isEqualTo(second);
        assertThat(start()).isEqualTo(second);
        assertThat(epochs()).containsExactly(first, second);
        assertThat(reasons())
                .as("each start says what it found")
                .containsExactly("first_start", "journal_corrupt", "journal_corrupt", "journal_corrupt");
        journal.damage(journal.nextOrdinal() - 1, journal.nextOrdinal() - 1);
        assertThat(start()).isGreaterThan(second);
    }

    /** A damaged journal that nothing can be confirmed of meets any number of starts: what is kept for custody must outlast them. */
    @Test
    void aStartBehindOldDamageTakesNothingOfWhatIsKeptForCustody() throws Exception {
        start();
        journal.damage(1, 1);
        String second = start();
        journal.custodyOnly(true);
        long end = journal.nextOrdinal();
        for (int i = 0; i < 3; i++) {
            assertThat(start(false)).isEqualTo(second);
        }
        assertThat(journal.nextOrdinal()).isEqualTo(end);
    }

    /** A run begins on what is on disk; answers its epoch. */
    private String start() throws Exception {
        return start(true);
    }

    /** @param written whether there is room for its first event */
    private String start(boolean written) throws Exception {
        journal = journal.reopened();
        LoadedState found = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        List<Throwable> faults = new ArrayList<>();
        Writer writer = new Writer(
                new Writer.Parts(journal, found.state(), own, clock(), (name, cause) -> faults.add(cause), silent()),
                WriterLimits.DEFAULT);
        Epochs epochs = new Epochs(random::nextLong, "1");
        CompletableFuture<Boolean> begun = epochs.begin(writer, found, Optional.empty(), group -> {});
        writer.writeArrived();
        assertThat(faults).isEmpty();
        assertThat(begun).isCompletedWithValue(written);
        return epochs.current();
    }

    private List<String> reasons() throws Exception {
        List<String> reasons = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (Entry.read(entry) instanceof EventEntry event
                    && Event.read(event.event()) instanceof Event.Reading.Value own
                    && own.event().eventType().equals("agent.started")) {
                reasons.add(own.event().payload().get("epochReason").textValue());
            }
        }
        return reasons;
    }

    private List<String> epochs() throws Exception {
        List<String> epochs = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (Entry.read(entry) instanceof EpochEntry epoch) {
                epochs.add(epoch.epoch());
            }
        }
        return epochs;
    }

    private AgentClock clock() {
        return new AgentClock() {
            @Override
            public Instant now() {
                return now;
            }

            @Override
            public long nanoTime() {
                return 0;
            }
        };
    }

    private static WriterObserver silent() {
        return new WriterObserver() {
            @Override
            public void groupSynced(int entries, int events, long bytes, long nanos) {
                // nobody counts
            }

            @Override
            public void durableBelow(long ordinal) {
                // nobody waits
            }
        };
    }
}
