package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.state.SentBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides when to seal, and has each sealed batch journaled before anyone may send it. The forwarder's thread only. */
final class SealSchedule {

    /** A batch is sealed, and all heads are committed to, at least this often. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Early enough that thread scheduling does not make it later than the interval. */
    private static final long DUE_NANOS = INTERVAL.minusMillis(500).toNanos();

    /**
     * At least so long between two batches that are not full. Each costs the same, however few its events are: two signatures, four checks of one, two
     * syncs, a record in Kafka.
     */
    static final Duration PAUSE = Duration.ofMillis(100);

    /** What the entry of a batch takes, and what the writer may put before it, at most. */
    private static final long HEARTBEAT_BYTES = 16 << 10;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Forwarder.Parts parts;
    private final AgentConditions conditions;
    private final BatchSealer sealer;
    private final ProgressCounter progress;
    private final EpochChange epochs;
    private final Consumer<Runnable> onThread;
    private final List<Runnable> whenAllSealed = new ArrayList<>();
    private long lastHeadsNanos;
    private long pauseEndsNanos;
    private boolean headsEver;
    private final long startedNanos;
    private boolean heard;
    private boolean journaling;
    private long retryAtNanos;
    private SealedBatch unjournaled;
    private SealedBatch justSealed;
    /** When the oldest event of the last sealed batch came in; 0 when that holds none. */
    private long oldestMicros;

    /** What it tells, and asks, of the parts around it. */
    record Surroundings(ProgressCounter progress, EpochChange epochs, Consumer<Runnable> onThread) {}

    SealSchedule(Forwarder.Parts parts, ForwardSetup setup, Surroundings around) {
        this.parts = parts;
        this.conditions = setup.conditions();
        this.sealer = new BatchSealer(setup.agent(), setup.signer(), parts.journal(), setup.start());
        this.progress = around.progress();
        this.epochs = around.epochs();
        this.onThread = around.onThread();
        this.startedNanos = parts.clock().nanoTime();
        this.retryAtNanos = startedNanos;
        this.pauseEndsNanos = startedNanos;
    }

    /** Seals if it is time. {@code idle} says that nothing is under way and nothing waits to be sent. */
    void work(boolean idle, Consumer<SentBatch> sealed) throws IOException {
        int waiting = sealer.readAhead();
        if (sealer.metDamage()) {
            epochs.endEpoch(Reason.JOURNAL_CORRUPT, sealer.last());
        }
        progress.waiting(waiting, sealer.oldestMicros().orElse(0L), sealer.readEnd());
        if (journaling || parts.clock().nanoTime() < retryAtNanos || awaitsLink()) {
            return;
        }
        if (unjournaled != null) {
            journal(unjournaled, sealed);
        } else if (waiting > 0 && needNotWait(idle) || isDue() && (waiting > 0 || hasRoomForHeartbeat())) {
            seal(sealed);
        } else {
            tellAllSealed();
        }
    }

    /** One that holds no event makes no room, and must not take the last of it from one that does; it is tried again. */
    private boolean hasRoomForHeartbeat() {
        boolean has = parts.journal().space().hasRoomFor(HEARTBEAT_BYTES, RoomFor.OWN);
        retryAtNanos = has ? retryAtNanos : parts.clock().nanoTime() + RETRY.toNanos();
        return has;
    }

    /** What the collector has of this agent: a first epoch, on a new disk, follows it. */
    void hear(Optional<BatchLink> confirmed) {
        heard = true;
        confirmed.ifPresent(sealer::follow);
    }

    /**
     * The first batch of a new disk waits for the collector's word, but no longer than any batch may wait, and not on a journal that fills: only what is
     * sealed makes room, and a full one has none left to seal in.
     */
    boolean awaitsLink() {
        return !heard && sealer.isUnlinked() && whenAllSealed.isEmpty() && untilLinked() > 0 && !isHalfFull();
    }

    private boolean isHalfFull() {
        return parts.journal().space().filled() >= 0.5;
    }

    private long untilLinked() {
        return startedNanos + DUE_NANOS - parts.clock().nanoTime();
    }

    private void tellAllSealed() {
        List<Runnable> waiting = List.copyOf(whenAllSealed);
        whenAllSealed.clear();
        waiting.forEach(Runnable::run);
    }

    private boolean needNotWait(boolean idle) {
        return idle && untilPauseEnds() <= 0 || !whenAllSealed.isEmpty() || sealer.isComplete();
    }

    private long untilPauseEnds() {
        return pauseEndsNanos - parts.clock().nanoTime();
    }

    /** Whether events wait for the end of the pause; {@link #untilDue} is then no later than it. */
    boolean isPausing() {
        return sealer.oldestMicros().isPresent() && untilPauseEnds() > 0;
    }

    private boolean isDue() {
        return !headsEver || parts.clock().nanoTime() - lastHeadsNanos >= DUE_NANOS;
    }

    /** How long until the next batch is due even if nothing happens. */
    Duration untilDue() {
        if (awaitsLink()) {
            return Duration.ofNanos(untilLinked());
        }
        long now = parts.clock().nanoTime();
        long due = headsEver ? lastHeadsNanos + DUE_NANOS : now;
        long next = journaling ? now + RETRY.toNanos() : Math.max(due, retryAtNanos);
        if (isPausing()) {
            next = Math.min(next, pauseEndsNanos);
        }
        return Duration.ofNanos(Math.max(0, next - now));
    }

    private void seal(Consumer<SentBatch> sealed) {
        boolean withHeads = isDue();
        oldestMicros = sealer.oldestMicros().orElse(0L);
        SealedBatch batch = sealer.seal(conditions.now(progress.unsentEvents(), progress.oldestUnsentMs()), withHeads);
        if (withHeads) {
            headsEver = true;
            lastHeadsNanos = parts.clock().nanoTime();
        }
        pauseEndsNanos = parts.clock().nanoTime() + PAUSE.toNanos();
        progress.sealing(batch.count(), oldestMicros);
        journal(batch, sealed);
    }

    private void journal(SealedBatch batch, Consumer<SentBatch> sealed) {
        journaling = true;
        parts.ledger()
                .record(
                        List.of(batch.entry()),
                        ordinal -> onThread.accept(() -> journaled(batch, ordinal, sealed)),
                        () -> onThread.accept(() -> retryLater(batch)));
    }

    private void journaled(SealedBatch batch, long ordinal, Consumer<SentBatch> sealed) {
        journaling = false;
        unjournaled = null;
        justSealed = batch;
        progress.sealed();
        sealed.accept(SentBatch.of(ordinal, batch.entry()).waitingSince(oldestMicros));
    }

    private void retryLater(SealedBatch batch) {
        journaling = false;
        unjournaled = batch;
        tellAllSealed(); // no more can be done for those who stop
        retryAtNanos = parts.clock().nanoTime() + RETRY.toNanos();
    }

    /** The last sealed batch if it is this one: its frame need not be read again. */
    Optional<SealedBatch> justSealed(BatchLink batch) {
        return Optional.ofNullable(justSealed)
                .filter(last -> last.entry().batch().equals(batch));
    }

    /** Whether the batch is sealed and the word that it is on disk has not come yet. */
    boolean isJournaling(BatchLink batch) {
        return journaling && batch.equals(sealer.last());
    }

    /** The last batch that was sealed, journaled or not; number 0 for none in this epoch. */
    BatchLink last() {
        return sealer.last();
    }

    void sealNow(Runnable done) {
        whenAllSealed.add(done);
    }

    void close() throws IOException {
        sealer.close();
    }
}
