package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a new epoch where this one cannot go on unbroken: once for each epoch, and again after a while when the disk had no
 * room for it. The forwarder's thread only.
 */
final class EpochChange {

    private static final Logger log = LoggerFactory.getLogger(EpochChange.class);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final AgentClock clock;
    private final Consumer<Runnable> onThread;
    private String ended = "";
    private Optional<Runnable> refused = Optional.empty();
    private long refusedNanos;

    EpochChange(Ledger ledger, AgentClock clock, Consumer<Runnable> onThread) {
        this.ledger = ledger;
        this.clock = clock;
        this.onThread = onThread;
    }

    /** The epoch of {@code last} is over; {@code last} is its last batch that is known, number 0 when there is none. */
    void endEpoch(Reason reason, BatchLink last) {
        if (!last.epoch().equals(ended)) {
            log.atError()
                    .addKeyValue("reason", reason.wireName())
                    .addKeyValue("epoch", last.epoch())
                    .addKeyValue("batchSequence", last.batchSequence())
                    .log("epoch_ends");
            ended = last.epoch();
            ask(reason, last);
        }
    }

    private void ask(Reason reason, BatchLink last) {
        ledger.beginEpoch(reason, last, () -> onThread.accept(() -> refused(() -> ask(reason, last))));
    }

    /** Asks again for what there was no room for. */
    void work() {
        if (refused.isPresent() && clock.nanoTime() - refusedNanos >= RETRY.toNanos()) {
            Runnable again = refused.get();
            refused = Optional.empty();
            again.run();
        }
    }

    private void refused(Runnable again) {
        refused = Optional.of(again);
        refusedNanos = clock.nanoTime();
    }
}
