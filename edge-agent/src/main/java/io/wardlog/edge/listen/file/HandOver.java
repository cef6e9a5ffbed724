package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import io.wardlog.json.JsonLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hands over one device's lines, each with the step that it makes in its file. What found no room is read again later. Confined to
 * the file listener's thread.
 */
final class HandOver {

    /** Who the other side is, where a peer's address would stand. */
    static final String PEER = "local";

    /** So many chunks without an end of a line, and others have their turn. */
    private static final int CHUNKS_AT_A_TIME = 64;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final DeviceIdentity device;
    private final FileShared shared;
    private long notBefore = System.nanoTime();

    HandOver(DeviceIdentity device, FileShared shared) {
        this.device = device;
        this.shared = shared;
    }

    /** How long to wait, because there was no room; zero when there is no need to. */
    Duration pause() {
        return Duration.ofNanos(Math.max(0, notBefore - System.nanoTime()));
    }

    /** Hands over the lines of a file that is placed, while there is room for answers; true when there is more to do at once. */
    boolean run(Tail tail) throws IOException {
        if (!tail.file().isIntact()) {
            tail.misplaced();
            return true;
        }
        int chunks = 0;
        while (tail.isPlaced() && tail.hasRoom()) {
            long from = tail.file().offset();
            Line line = tail.file().next();
            if (line != null) {
                hand(tail, line, from);
            } else if (!tail.file().readOn()) {
                return false;
            } else if (++chunks > CHUNKS_AT_A_TIME) {
                return true;
            }
        }
        return false;
    }

    private void hand(Tail tail, Line line, long from) {
        FileStep.To to = tail.file().position(tail.name());
        FileStep step = step(tail, from, to);
        if (line.tooLong()) {
            String detail =
                    "a line of " + line.length() + " bytes; the limit is " + JsonLimits.DEVICE_MESSAGE.maxBytes();
            shared.lines()
                    .refuse(refusal(ErrorCode.TOO_LARGE, detail, line), step, begin(tail, to, line.bytes().length));
            return;
        }
        Arrival arrival = Arrival.of(device, SourceProtocol.FILE, line.bytes());
        Optional<Duration> wait = shared.lines().mustWait(arrival);
        if (wait.isPresent()) {
            tail.misplaced(); // it stays in the file
            notBefore = System.nanoTime() + wait.get().toNanos();
        } else {
            shared.lines().accept(arrival, step, begin(tail, to, line.bytes().length));
        }
    }

    /** The file is gone, and its last line has no end. */
    void refusePartial(Tail tail) throws IOException {
        FileStep.To end = tail.file().position(tail.name());
        FileStep step = step(tail, tail.file().offset(), end);
        Line rest = tail.file().partial();
        Consumer<Outcome> whenDurable = begin(tail, end, rest.bytes().length);
        tail.misplaced();
        shared.lines()
                .refuse(refusal(ErrorCode.PROTOCOL_ERROR, "the file ended within a line", rest), step, whenDurable);
    }

    /** Takes steps without a line, the first in this file; the file is placed anew behind it. */
    void move(Tail tail, List<FileStep> steps, Optional<FileGap> gap) {
        tail.misplaced();
        tail.underWay(0);
        shared.lines()
                .move(
                        steps,
                        gap,
                        taken -> shared.thread().execute(() -> {
                            tail.answered(0);
                            if (!taken) {
                                notBefore = System.nanoTime() + RETRY_AFTER.toNanos();
                            }
                        }));
    }

    /** The step in this file. */
    FileStep step(Tail tail, long from, FileStep.To to) {
        return new FileStep(device.deviceId(), tail.file().key(), from, Optional.of(to));
    }

    private Refusal refusal(ErrorCode code, String detail, Line line) {
        return new Refusal(
                SourceProtocol.FILE, PEER, Optional.of(device.deviceId()), code, detail, line.bytes(), line.length());
    }

    private Consumer<Outcome> begin(Tail tail, FileStep.To to, int bytes) {
        tail.underWay(bytes);
        tail.passed(to);
        MemoryBudget.Claim memory = shared.services().memory().count(bytes + (long) MemoryBudget.PER_MESSAGE);
        return outcome -> shared.thread().execute(() -> {
            memory.giveBack();
            settled(tail, to.offset(), bytes, outcome);
        });
    }

    private void settled(Tail tail, long offset, int bytes, Outcome outcome) {
        tail.answered(bytes);
        boolean busy = outcome instanceof Outcome.Busy;
        if (!busy || tail.isPlaced()) { // those behind one that found no room are not counted, too
            shared.services().metrics().answered(SourceProtocol.FILE, OutcomeJson.result(outcome));
        }
        if (outcome instanceof Outcome.Busy is) {
            tail.misplaced();
            notBefore = System.nanoTime() + is.retryAfter().toNanos();
        } else {
            tail.file().settled(offset);
        }
    }
}
