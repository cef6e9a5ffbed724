package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.forward.AnswerCheck.Checked;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.state.SentBatch;
import io.wardlog.edge.writer.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal to the collector. {@link #work} is called again and again by one thread, which owns everything here;
 * what happens elsewhere comes in through {@link #inbox}. A batch is sealed at the latest 10 seconds after the one before,
 * and at once when there are events and nothing is under way; one batch is in flight.
 */
public final class Forwarder {

    /** What it does now. */
    public enum State {
        /** Asks the collector what it has confirmed. */
        CONNECTING,
        /** Sends the next batch as soon as there is one. */
        SENDING,
        /** A batch is on its way. */
        AWAITING_RECEIPT,
        /** Something failed; waits before it connects anew. */
        BACKING_OFF
    }

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

    private final Parts parts;
    private final SealSchedule schedule;
    private final SendQueue queue;
    private final Backoff backoff;
    private final Frames frames;
    private final ProgressCounter progress;
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    private final LongSupplier keptFrom;
    private State state = State.CONNECTING;
    private boolean asking;
    private long notBeforeNanos;
    private SealedBatch inFlight;
    private Optional<BatchLink> answeredWithEpoch = Optional.empty();

    /** What the forwarder works with. */
    public record Parts(Journal journal, Uplink uplink, Ledger ledger, AnswerCheck check, AgentClock clock) {}

    /** @param wake called from any thread when {@link #work} has something to do earlier than it said */
    public Forwarder(Parts parts, ForwardSetup setup, Runnable wake) {
        this.parts = parts;
        this.wake = wake;
        this.keptFrom = setup.keptFrom();
        this.frames = new Frames(parts.journal());
        this.queue = new SendQueue(setup.start());
        this.backoff = new Backoff(setup.random());
        this.progress = new ProgressCounter(parts.clock());
        this.schedule = new SealSchedule(parts, setup, progress, this::onThread);
    }

    /** Runs the task on the forwarder's thread. */
    private void onThread(Runnable task) {
        inbox.add(task);
        wake.run();
    }

    /**
     * Does what can be done now.
     *
     * @return how long nothing is to be done unless {@code wake} is called
     * @throws IOException when the journal cannot be read; fatal
     */
    public Duration work() throws IOException {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
        schedule.work(state == State.SENDING && queue.isEmpty(), queue::add);
        Duration wait = step();
        progress.publish(state, queue);
        return wait.compareTo(schedule.untilDue()) < 0 ? wait : schedule.untilDue();
    }

    private Duration step() throws IOException {
        switch (state) {
            case CONNECTING:
                connect();
                return SealSchedule.INTERVAL;
            case SENDING:
                sendNext();
                return SealSchedule.INTERVAL;
            case BACKING_OFF:
                return backOff();
            default:
                return SealSchedule.INTERVAL;
        }
    }

    private void connect() {
        if (!asking) {
            asking = true;
            await(parts.uplink().head(), answer -> {
                asking = false;
                answered(answer, this::headCame);
            });
        }
    }

    private void headCame(byte[] body) {
        if (parts.check().head(body) instanceof Checked.Valid<Optional<ConfirmedHead>> valid) {
            progress.connected();
            queue.rewind();
            goOnFrom(valid.value().map(ConfirmedHead::batch));
            state = State.SENDING;
            log.info("uplink_connected unconfirmedBatches={}", queue.unconfirmed());
        } else {
            wrong("head_refused");
        }
    }

    /** The collector's word decides where sending goes on: behind what it confirmed, and from there everything. */
    private void goOnFrom(Optional<BatchLink> head) {
        if (head.filter(queue::confirmed).isPresent()) {
            recordConfirmed(head.get());
            return;
        }
        if (head.filter(queue::isConfirmed).isPresent()) {
            return;
        }
        try {
            List<SentBatch> kept = KeptBatches.read(parts.journal(), keptFrom.getAsLong());
            kept.removeIf(batch -> schedule.isJournaling(batch.batch()));
            apply(HeadJudgement.of(head, kept, schedule.last()));
        } catch (IOException e) {
            throw new JournalUnreadableException(e);
        }
    }

    private void apply(HeadJudgement judgement) {
        int lost = queue.restore(judgement.lost());
        if (lost > 0) {
            log.warn("collector_lost_batches count={}", lost);
        }
        if (judgement.unknownHead().isPresent() && !judgement.unknownHead().equals(answeredWithEpoch)) {
            BatchLink head = judgement.unknownHead().get();
            log.error("journal_rolled_back epoch={} batchSequence={}", head.epoch(), head.batchSequence());
            answeredWithEpoch = judgement.unknownHead();
            parts.ledger().beginEpoch(head);
        }
    }

    private void sendNext() throws IOException {
        Optional<SentBatch> next = queue.next();
        if (next.isPresent()) {
            Optional<SealedBatch> batch = schedule.justSealed(next.get().batch());
            inFlight = batch.isPresent() ? batch.get() : readBack(next.get());
        }
        if (inFlight != null) {
            state = State.AWAITING_RECEIPT;
            await(parts.uplink().send(inFlight.frame()), answer -> answered(answer, this::receiptCame));
        }
    }

    /**
     * The batch from the journal; null when it cannot be read back whole. Then it is passed over and the collector finds the
     * gap: the others, and those to come, must not wait for what is lost.
     */
    private SealedBatch readBack(SentBatch batch) throws IOException {
        try {
            return frames.read(batch.entryOrdinal());
        } catch (CorruptJournalException damage) {
            log.error(
                    "batch_lost epoch={} batchSequence={} reason={}",
                    batch.batch().epoch(),
                    batch.batch().batchSequence(),
                    damage.getMessage());
            queue.receipted();
            wake.run();
            return null;
        }
    }

    private void receiptCame(byte[] body) {
        BatchLink batch = inFlight.entry().batch();
        if (parts.check().receipt(body, batch) instanceof Checked.Valid<Receipt> valid) {
            backoff.succeeded();
            progress.receipted();
            if (queue.receipted()) {
                progress.delivered(inFlight.frame().length, inFlight.events());
            }
            record(batch, body, valid.value());
            inFlight = null;
            state = State.SENDING;
        } else {
            wrong("receipt_refused");
        }
    }

    private void record(BatchLink batch, byte[] body, Receipt receipt) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new ReceiptEntry(batch, body));
        receipt.confirmed().ifPresent(confirmed -> {
            if (confirmed.status() != ConfirmedHead.Status.OK) {
                log.warn(
                        "custody_reports status={} batch={}",
                        confirmed.status(),
                        confirmed.batch().batchSequence());
            }
            if (queue.confirmed(confirmed.batch())) {
                entries.add(confirmedEntry(confirmed.batch()));
            }
        });
        receipt.quarantined()
                .forEach(mark -> log.warn(
                        "event_quarantined batch={} index={} code={}",
                        batch.batchSequence(),
                        mark.index(),
                        mark.code()));
        parts.ledger().record(entries, at -> {}, () -> log.warn("receipt_not_recorded reason=no_room"));
    }

    private void recordConfirmed(BatchLink batch) {
        parts.ledger()
                .record(
                        List.of(confirmedEntry(batch)),
                        at -> {},
                        () -> log.warn("confirmed_not_recorded reason=no_room"));
    }

    private ConfirmedEntry confirmedEntry(BatchLink batch) {
        return new ConfirmedEntry(batch, AgentClock.micros(parts.clock().now()));
    }

    private void await(CompletableFuture<UplinkAnswer> call, Consumer<UplinkAnswer> then) {
        call.thenAccept(answer -> onThread(() -> then.accept(answer)));
    }

    private void answered(UplinkAnswer answer, Consumer<byte[]> body) {
        if (answer instanceof UplinkAnswer.Body came) {
            body.accept(came.bytes());
        } else if (answer instanceof UplinkAnswer.Refused refused) {
            log.error(
                    "collector_refuses status={} code={} detail={}",
                    refused.status(),
                    refused.code(),
                    refused.detail());
            failed(refused.code(), backoff.next(Backoff.Range.REFUSED));
        } else {
            UplinkAnswer.Unavailable unavailable = (UplinkAnswer.Unavailable) answer;
            log.warn("uplink_unavailable reason={}", unavailable.reason());
            Duration own = backoff.next(Backoff.Range.UNAVAILABLE);
            failed(
                    unavailable.reason(),
                    unavailable
                            .retryAfter()
                            .filter(asked -> asked.compareTo(own) > 0)
                            .orElse(own));
        }
    }

    private void wrong(String event) {
        log.error(
                "{} batch={}",
                event,
                inFlight == null ? 0 : inFlight.entry().batch().batchSequence());
        failed(event, backoff.next(Backoff.Range.REFUSED));
    }

    private void failed(String reason, Duration wait) {
        inFlight = null;
        state = State.BACKING_OFF;
        notBeforeNanos = parts.clock().nanoTime() + wait.toNanos();
        progress.failed(reason);
    }

    private Duration backOff() {
        long left = notBeforeNanos - parts.clock().nanoTime();
        if (left > 0) {
            return Duration.ofNanos(left);
        }
        state = State.CONNECTING;
        return Duration.ZERO;
    }

    /** Seals what waits, at once; for a stop. The callback runs when that is journaled, or cannot be. */
    public void sealNow(Runnable done) {
        onThread(() -> schedule.sealNow(done));
    }

    /** Whether every event so far has its receipt; for a stop that waits for delivery. */
    public ForwardProgress progress() {
        return progress.latest();
    }

    /** Lets go of the journal's reader. On the forwarder's thread, or after it ended. */
    public void close() throws IOException {
        schedule.close();
    }
}
