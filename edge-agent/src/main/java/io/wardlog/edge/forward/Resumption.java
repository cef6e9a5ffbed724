package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.journal.Retention;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.state.SentBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sending goes on after a connection: the collector's word decides, behind what it confirmed, and from there everything.
 * The forwarder's thread only.
 */
final class Resumption {

    private static final Duration DOUBT = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(Resumption.class);

    private final Forwarder.Parts parts;
    private final Retention retention;
    private final SendQueue queue;
    private final SealSchedule schedule;
    private final EpochChange epochs;
    private Optional<Doubt> doubt = Optional.empty();

    /** What the collector says, since when: if it is so, this epoch must end. */
    private record Doubt(Optional<BatchLink> head, String epoch, long sinceNanos) {}

    Resumption(Forwarder.Parts parts, Retention retention, SendQueue queue, SealSchedule schedule, EpochChange epochs) {
        this.parts = parts;
        this.retention = retention;
        this.queue = queue;
        this.schedule = schedule;
        this.epochs = epochs;
    }

    /**
     * Goes back to the journal, because {@code head} is none of the batches that wait.
     *
     * @throws IOException when the journal cannot be read; fatal
     */
    void goBackTo(Optional<ConfirmedHead> head) throws IOException {
        List<SentBatch> kept = KeptBatches.read(parts.journal(), retention.hold());
        kept.removeIf(batch -> schedule.isJournaling(batch.batch()));
        HeadJudgement judgement = HeadJudgement.of(head.map(ConfirmedHead::batch), kept, schedule.last());
        int lost = queue.restore(head.map(ConfirmedHead::batch), judgement.lost());
        queue.firstOrdinal().ifPresentOrElse(retention::holdFrom, retention::release);
        if (lost > 0) {
            log.atWarn().addKeyValue("count", lost).log("collector_lost_batches");
        }
        judgement.unknownHead().ifPresent(unknown -> epochs.endEpoch(Reason.ROLLED_BACK, unknown));
        doubt = judgement.unfillable() ? doubtOf(head.map(ConfirmedHead::batch)) : Optional.empty();
    }

    /** The collector's head is one of the batches that wait: nothing is in doubt. */
    void goesOn() {
        doubt = Optional.empty();
    }

    /** A collector may only be late to know what was confirmed: it must say the very same again later. */
    private Optional<Doubt> doubtOf(Optional<BatchLink> head) {
        String epoch = schedule.last().epoch();
        return doubt.filter(said -> said.head().equals(head) && said.epoch().equals(epoch))
                .or(() -> Optional.of(new Doubt(head, epoch, parts.clock().nanoTime())));
    }

    /** Whether it is time to ask the collector whether it still says the same. */
    boolean isDoubtDue() {
        return doubt.filter(said -> parts.clock().nanoTime() - said.sinceNanos() >= DOUBT.toNanos())
                .isPresent();
    }

    /** Whether it does: then nothing is in doubt any more, and the epoch is over. What it says else is as at a connection. */
    boolean isDoubtConfirmed(Optional<BatchLink> head) {
        if (doubt.filter(said -> said.head().equals(head)).isEmpty()) {
            return false;
        }
        if (doubt.get().epoch().equals(schedule.last().epoch())) {
            epochs.endEpoch(Reason.GAP_UNFILLABLE, schedule.last());
        }
        doubt = Optional.empty();
        return true;
    }
}
