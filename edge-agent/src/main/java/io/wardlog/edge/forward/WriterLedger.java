package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.RoomlessTask;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger by way of the one writer. */
public final class WriterLedger implements Ledger {

    private static final Logger log = LoggerFactory.getLogger(WriterLedger.class);

    /** Begins epochs. */
    @FunctionalInterface
    public interface Epochs {
        /** As {@link Ledger#beginEpoch}. */
        void begin(Reason reason, BatchLink last, Runnable whenFull);
    }

    private final Writer writer;
    private final Epochs epochs;

    /** @param epochs begins a new epoch on the writer thread */
    public WriterLedger(Writer writer, Epochs epochs) {
        this.writer = writer;
        this.epochs = epochs;
    }

    @Override
    public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
        if (!writer.submit(new EntriesTask(entries, whenDurable, whenFull))) {
            whenFull.run();
        }
    }

    @Override
    public void learn(ConfirmedEntry confirmed) {
        if (!writer.submit(new LearnTask(confirmed))) {
            log.atWarn().addKeyValue("reason", "writer_stopped").log("confirmed_not_learnt");
        }
    }

    @Override
    public void beginEpoch(Reason reason, BatchLink last, Runnable whenFull) {
        epochs.begin(reason, last, whenFull);
    }

    /** How long something is kept that was confirmed must not hang on a wall clock; the writer has the better one. */
    private static ConfirmedEntry learnedNow(ConfirmedEntry confirmed, Group group) {
        return new ConfirmedEntry(confirmed.batch(), group.steadyMicros());
    }

    private static final class LearnTask extends RoomlessTask {

        private final ConfirmedEntry confirmed;

        LearnTask(ConfirmedEntry confirmed) {
            this.confirmed = confirmed;
        }

        @Override
        public void write(Group group) {
            group.learn(learnedNow(confirmed, group));
        }
    }

    private static final class EntriesTask implements WriterTask {

        private final List<? extends Entry> entries;
        private final Durable whenDurable;
        private final Runnable whenFull;
        private final int bytes;
        private long firstOrdinal;

        EntriesTask(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
            this.entries = entries;
            this.whenDurable = whenDurable;
            this.whenFull = whenFull;
            this.bytes = entries.stream()
                    .mapToInt(entry -> entry.toJournal().storedBytes())
                    .sum();
        }

        /** For a batch there is always room, so that what ends a standstill can be sent: see {@link SealSchedule}. */
        @Override
        public Lane lane() {
            return entries.stream().anyMatch(BatchEntry.class::isInstance) ? Lane.CUSTODY : Lane.OWN;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void write(Group group) {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                long ordinal =
                        group.add(entry instanceof ConfirmedEntry confirmed ? learnedNow(confirmed, group) : entry);
                firstOrdinal = i == 0 ? ordinal : firstOrdinal;
            }
        }

        @Override
        public void durable() {
            whenDurable.at(firstOrdinal);
        }

        @Override
        public void refused() {
            whenFull.run();
        }
    }
}
