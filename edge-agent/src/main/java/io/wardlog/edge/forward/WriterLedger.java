package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import java.util.List;
import java.util.function.Consumer;

/** The ledger by way of the one writer. */
public final class WriterLedger implements Ledger {

    private final Writer writer;
    private final Consumer<BatchLink> newEpoch;

    /** @param newEpoch begins a new epoch on the writer thread, see {@link #beginEpoch} */
    public WriterLedger(Writer writer, Consumer<BatchLink> newEpoch) {
        this.writer = writer;
        this.newEpoch = newEpoch;
    }

    @Override
    public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
        if (!writer.submit(new EntriesTask(entries, whenDurable, whenFull))) {
            whenFull.run();
        }
    }

    @Override
    public void beginEpoch(BatchLink previous) {
        newEpoch.accept(previous);
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

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void write(Group group) {
            for (int i = 0; i < entries.size(); i++) {
                long ordinal = group.add(entries.get(i));
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
