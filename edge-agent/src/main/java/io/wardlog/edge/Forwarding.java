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
import io.wardlog.edge.life.SealedHeads;
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

/** The forwarder and its thread. There is none until soon after {@link #start}; until then it says so and hears nothing. */
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

    /** Begins; what is not sealed of {@code sealed} is read on the forwarder's own thread. */
    void start(EdgeCore core, EdgeKeys keys, Uplink uplink, SealedHeads sealed) {
        Forwarder.Parts parts = new Forwarder.Parts(
                core.journal(),
                uplink,
                new WriterLedger(
                        core.writer(),
                        (reason, last, whenFull) -> core.epochs().endEpoch(core.writer(), reason, last, whenFull)),
                new AnswerCheck(identity, keys.collectors()),
                clock);
        ForwardThread made = new ForwardThread(
                wake -> new Forwarder(parts, setup(core, keys, sealed.read(core.journal())), wake), fatal);
        thread = made;
        made.start();
    }

    private ForwardSetup setup(EdgeCore core, EdgeKeys keys, ForwardStart from) {
        return new ForwardSetup(
                identity,
                keys.signer(),
                new MachineConditions(clock, core.journal().space()),
                from,
                core.housekeeping().retention(),
                custodyWait,
                random::nextDouble);
    }

    /** More of the journal is durable. Any thread. */
    void moreIsDurable() {
        Forwarder running = forwarder();
        if (running != null) {
            running.moreIsDurable();
        }
    }

    /** Null before there is one: then it will see all that is durable. */
    private Forwarder forwarder() {
        ForwardThread running = thread;
        return running == null ? null : running.forwarder().getNow(null);
    }

    /** How far it is. Any thread. */
    ForwardProgress progress() {
        Forwarder running = forwarder();
        return running == null ? ForwardProgress.NONE : running.progress();
    }

    /** Seals what waits, so that nothing of this run is left without a signature; gives up after {@code patience}. */
    void seal(Duration patience) throws InterruptedException {
        ForwardThread running = thread;
        if (running == null) {
            return;
        }
        CompletableFuture<Void> sealed = new CompletableFuture<>();
        running.forwarder().thenAccept(forwarder -> forwarder.sealNow(() -> sealed.complete(null)));
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
