package io.wardlog.edge;

import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.forward.ForwardSetup;
import io.wardlog.edge.forward.ForwardStart;
import io.wardlog.edge.forward.ForwardThread;
import io.wardlog.edge.forward.Forwarder;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.WriterLedger;
import io.wardlog.edge.life.MachineConditions;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.FatalHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forwarder and its thread. There is none until {@link #start}; until then it says so and hears nothing. */
final class Forwarding {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final AgentIdentity identity;
    private final AgentClock clock;
    private final FatalHandler fatal;
    private final Duration custodyWait;
    private final SecureRandom random = new SecureRandom();
    private volatile ForwardThread thread;

    Forwarding(EdgeConfig config, AgentClock clock, FatalHandler fatal) {
        this.identity = config.identity();
        this.custodyWait = config.collector().custodyWait();
        this.clock = clock;
        this.fatal = fatal;
    }

    void start(EdgeCore core, EdgeKeys keys, Uplink uplink, ForwardStart from) {
        ForwardSetup setup = new ForwardSetup(
                identity,
                keys.signer(),
                new MachineConditions(clock, core.journal().space()),
                from,
                core.housekeeping().retention(),
                custodyWait,
                random::nextDouble);
        Forwarder.Parts parts = new Forwarder.Parts(
                core.journal(),
                uplink,
                new WriterLedger(
                        core.writer(),
                        (reason, last, whenFull) -> core.epochs().endEpoch(core.writer(), reason, last, whenFull)),
                new AnswerCheck(identity, keys.collectors()),
                clock);
        ForwardThread made = new ForwardThread(wake -> new Forwarder(parts, setup, wake), fatal);
        thread = made;
        made.start();
    }

    /** More of the journal is durable. Any thread. */
    void moreIsDurable() {
        ForwardThread running = thread;
        if (running != null) {
            running.forwarder().moreIsDurable();
        }
    }

    /** How far it is. Any thread. */
    ForwardProgress progress() {
        ForwardThread running = thread;
        return running == null ? ForwardProgress.NONE : running.forwarder().progress();
    }

    /** Seals what waits, so that nothing of this run is left without a signature; gives up after {@code patience}. */
    void seal(Duration patience) throws InterruptedException {
        ForwardThread running = thread;
        if (running == null) {
            return;
        }
        CompletableFuture<Void> sealed = new CompletableFuture<>();
        running.forwarder().sealNow(() -> sealed.complete(null));
        try {
            sealed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException late) {
            log.atWarn().log("last_batch_not_sealed");
        }
    }

    void stop(Duration patience) throws InterruptedException {
        ForwardThread running = thread;
        if (running != null && !running.stop(patience)) {
            log.atWarn().log("forwarder_not_stopped");
        }
    }
}
