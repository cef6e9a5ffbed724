package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.state.SentBatch;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The next batch to send: just sealed, or read back from the journal. The forwarder's thread only. */
final class BatchSource {

    private static final Logger log = LoggerFactory.getLogger(BatchSource.class);

    private final Frames frames;
    private final SendQueue queue;
    private final SealSchedule schedule;
    private final EpochChange epochs;

    BatchSource(Frames frames, SendQueue queue, SealSchedule schedule, EpochChange epochs) {
        this.frames = frames;
        this.queue = queue;
        this.schedule = schedule;
        this.epochs = epochs;
    }

    /** The next one that can be sent; those that cannot be read back whole are passed over. */
    Optional<SealedBatch> next() throws IOException {
        for (Optional<SentBatch> next = queue.next(); next.isPresent(); next = queue.next()) {
            Optional<SealedBatch> batch = schedule.justSealed(next.get().batch());
            if (batch.isEmpty()) {
                batch = readBack(next.get());
            }
            if (batch.isPresent()) {
                return batch;
            }
            queue.passOver();
        }
        return Optional.empty();
    }

    /** What is lost must not hold up the others, and those to come: they get an epoch that goes on without a gap. */
    private Optional<SealedBatch> readBack(SentBatch batch) throws IOException {
        try {
            return Optional.of(frames.read(batch.entryOrdinal()));
        } catch (CorruptJournalException damage) {
            BatchLink link = batch.batch();
            log.atError()
                    .addKeyValue("epoch", link.epoch())
                    .addKeyValue("batchSequence", link.batchSequence())
                    .addKeyValue("reason", damage.getMessage())
                    .log("batch_lost");
            if (link.epoch().equals(schedule.last().epoch())) {
                epochs.endEpoch(Reason.JOURNAL_CORRUPT, schedule.last());
            }
            return Optional.empty();
        }
    }
}
