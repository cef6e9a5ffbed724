package io.wardlog.edge.life;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.AcceptParts;
import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Retention;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Writer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done every ten seconds beside the way of the events: forget what is over, record counted refusals and gaps, say when the
 * buffer fills, take a snapshot, prune the journal. {@link #tick} belongs to one thread, which may wait for the writer.
 */
public final class Housekeeping {

    /** How often {@link #tick} is called. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final int PRESSURE_BYTES = 4_096;
    private static final int SESSIONS_AT_ONCE = 32;
    private static final int SESSION_BYTES = 2_048;

    /** Above this share of what the journal can hold, what is confirmed goes before its 72 hours are over. */
    private static final double TIGHT_FROM = 0.60;

    private static final double TIGHT_TO = 0.50;

    private final Parts parts;
    private final Snapshots snapshots;
    private final long startedNanos;
    private volatile BufferLevel level;
    private volatile BufferLevel recordedLevel;
    private volatile int gapsWaiting;
    private final Retention retention;
    private volatile long prunable;
    private volatile long removedBelow;
    private volatile boolean sessionsAreOver;

    /** What is kept in order. */
    public record Parts(
            Writer writer,
            Journal journal,
            SnapshotStore snapshots,
            AcceptParts accept,
            AgentClock clock,
            Waiting waiting,
            Supplier<ForwardProgress> progress) {}

    /**
     * @param snapshotOrdinal of the snapshot that is there, 0 for none
     * @param pressure the state's, {@link AgentState#pressure}
     */
    public Housekeeping(Parts parts, long snapshotOrdinal, String pressure) {
        this.parts = parts;
        this.startedNanos = parts.clock().nanoTime();
        this.recordedLevel = BufferLevel.of(pressure).orElse(BufferLevel.NORMAL);
        this.level = BufferLevel.of(parts.journal().space(), recordedLevel);
        this.snapshots = new Snapshots(parts.journal(), parts.snapshots(), parts.clock(), snapshotOrdinal);
        this.retention = new Retention(parts.journal().recovery().firstOrdinal());
    }

    /** How full the journal was at the last tick. */
    public BufferLevel level() {
        return level;
    }

    /** From where on the journal is kept. */
    public Retention retention() {
        return retention;
    }

    /** Does what is due. Troubles are logged and met again at the next tick; only the writer's own are fatal. */
    public void tick() throws InterruptedException {
        try {
            await(new OwnTask(0, this::look).submitTo(parts.writer()));
            if (sessionsAreOver) {
                await(endSessions());
            }
            await(flush(false));
            declareGaps();
            pressure();
            if (snapshots.due(level != BufferLevel.NORMAL && prunable > snapshots.durableBelow())) {
                snapshot();
            }
            prune();
        } catch (TimeoutException e) {
            log.atWarn().log("housekeeping_late");
        }
    }

    private CompletableFuture<Boolean> flush(boolean all) {
        return new OwnTask(AcceptParts.FLUSH_BYTES, group -> parts.accept().flushRejections(group, all))
                .submitTo(parts.writer());
    }

    /** When there is no room for that, at a later tick. */
    private CompletableFuture<Boolean> endSessions() {
        return new OwnTask(
                        SESSIONS_AT_ONCE * SESSION_BYTES,
                        group -> group.state()
                                .sessions()
                                .ends(group.steadyMicros(), SESSIONS_AT_ONCE)
                                .forEach(group::add))
                .submitTo(parts.writer());
    }

    private void look(Group group) {
        AgentState state = group.state();
        long now = group.steadyMicros();
        state.expire(now);
        recordedLevel = BufferLevel.of(state.pressure()).orElse(BufferLevel.NORMAL);
        gapsWaiting = parts.accept().gaps().waiting(group, parts.clock().nanoTime(), isSettled());
        sessionsAreOver = !state.sessions().ends(now, 1).isEmpty();
        long over = state.batches().prunableBelow(now, false);
        prunable = Math.max(over, Math.min(tightBelow(), state.batches().prunableBelow(now, true)));
    }

    /** So much of the oldest part that half of the room is free again; entries are taken as equally large. */
    private long tightBelow() {
        JournalSpace space = parts.journal().space();
        double filled = space.filled();
        if (filled < TIGHT_FROM) {
            return 0;
        }
        long keptFrom = retention.keptFrom();
        long entries = parts.journal().nextOrdinal() - keptFrom;
        double part = (filled - TIGHT_TO) * space.capacityBytes() / Math.max(1, space.usedBytes());
        return keptFrom + (long) (entries * Math.min(1, part));
    }

    private void declareGaps() throws InterruptedException, TimeoutException {
        int records = gapsWaiting;
        if (records > 0) {
            await(new OwnTask(records * GapLog.RECORD_BYTES, group -> writeGaps(group, records))
                    .submitTo(parts.writer()));
        }
    }

    private void writeGaps(Group group, int records) {
        parts.accept().gaps().write(group, parts.clock().nanoTime(), isSettled(), records);
    }

    private boolean isSettled() {
        return parts.clock().nanoTime() - startedNanos >= GapLog.GRACE.toNanos();
    }

    /** Says a level until it is on record; a restart goes on with the one that is. */
    private void pressure() {
        JournalSpace space = parts.journal().space();
        BufferLevel now = BufferLevel.of(space, level);
        if (now != level) {
            level = now;
            log.atWarn()
                    .addKeyValue("level", now.wireName())
                    .addKeyValue("filledPercent", Math.round(space.filled() * 100))
                    .addKeyValue("usedBytes", space.usedBytes())
                    .log("buffer_pressure");
        }
        if (now != recordedLevel) {
            record(now, space);
        }
    }

    private void record(BufferLevel now, JournalSpace space) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("level", now.wireName());
        payload.put("usedBytes", space.usedBytes());
        payload.put("quotaBytes", space.quotaBytes());
        payload.put("diskFreeBytes", Math.max(0, space.diskFreeBytes()));
        payload.put(
                "backlogEvents",
                parts.progress().get().backlog().eventsBelow(parts.journal().nextOrdinal()));
        new OwnTask(PRESSURE_BYTES, group -> group.appendOwn("agent.buffer_pressure", payload))
                .submitTo(parts.writer());
    }

    /** On a full disk pruning below the snapshot before this one makes the room that this one needs. */
    private void snapshot() throws InterruptedException, TimeoutException {
        Snapshots.Taking taking = snapshots.new Taking();
        if (parts.writer().submit(taking.task())) {
            Snapshots.Taken taken = await(taking.taken());
            try {
                snapshots.write(taken);
            } catch (IOException e) {
                log.atError().setCause(e).log("snapshot_failed");
            }
        }
    }

    private void prune() throws InterruptedException, TimeoutException {
        long below = retention.giveUpBelow(Math.min(prunable, snapshots.durableBelow()));
        if (below > removedBelow) {
            await(new OwnTask(0, group -> removeFiles(below)).submitTo(parts.writer()));
        }
    }

    private void removeFiles(long below) {
        try {
            parts.journal().prune(below);
            removedBelow = below;
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("below", below).log("prune_failed");
        }
    }

    /** Records every counted refusal that still waits. For the end of a run. */
    public CompletableFuture<Boolean> flushAll() {
        return flush(true);
    }

    /** Stops the writer behind everything that it has taken, and leaves a snapshot of all of it. */
    public boolean stopWriter(Duration patience) throws InterruptedException, IOException {
        Snapshots.Taking taking = snapshots.new Taking();
        if (!parts.writer().stop(taking.task(), patience) || !taking.taken().isDone()) {
            return false;
        }
        Snapshots.Taken last = taking.taken().join();
        snapshots.write(last);
        return true;
    }

    private <T> T await(CompletableFuture<T> work) throws InterruptedException, TimeoutException {
        parts.waiting().until(work);
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
