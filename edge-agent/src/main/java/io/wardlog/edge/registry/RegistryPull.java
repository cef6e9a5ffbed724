package io.wardlog.edge.registry;

import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.writer.FatalHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that asks the collector for the tenant's bundle: at once, then at an interval, sooner while the collector does not answer or
 * something waits to be recorded. Whatever goes wrong here leaves in force what is.
 */
public final class RegistryPull {

    private static final Logger log = LoggerFactory.getLogger(RegistryPull.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Thread thread = new Thread(this::run, "wardlog-registry");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final BundleKeeper keeper;
    private final Optional<Uplink> uplink;
    private final Duration interval;
    private final FatalHandler fatal;

    /**
     * @param uplink empty when nothing is to be asked for, only what waits is to be recorded
     * @param fatal told when the thread cannot go on
     */
    public RegistryPull(BundleKeeper keeper, Optional<Uplink> uplink, Duration interval, FatalHandler fatal) {
        this.keeper = keeper;
        this.uplink = uplink;
        this.interval = interval;
        this.fatal = fatal;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread; false when it is still busy after {@code patience}. */
    public boolean stop(Duration patience) throws InterruptedException {
        stopping.countDown();
        thread.interrupt();
        thread.join(patience.toMillis());
        return !thread.isAlive();
    }

    private void run() {
        try {
            Duration wait = Duration.ZERO;
            while (!stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = pull();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Error fault) { // whatever else goes wrong leaves in force what is
            fatal.fatal("registry_failed", fault);
        }
    }

    /** Asks once; how long to wait before the next time. */
    private Duration pull() throws InterruptedException {
        try {
            if (!keeper.catchUp()) {
                return sooner();
            }
            return uplink.isPresent() ? ask(uplink.get()) : interval;
        } catch (IOException | RuntimeException kept) {
            log.atError().setCause(kept).log("registry_pull_failed");
            return interval;
        }
    }

    private Duration ask(Uplink collector) throws IOException, InterruptedException {
        UplinkAnswer answer = await(collector.registry(keeper.known()));
        if (answer instanceof UplinkAnswer.Body body) {
            return keeper.take(body.bytes()) ? interval : sooner();
        } else if (answer instanceof UplinkAnswer.Refused refused) {
            log.atDebug().addKeyValue("code", refused.code()).log("registry_not_offered");
        } else if (answer instanceof UplinkAnswer.Unavailable) {
            return sooner();
        }
        return interval;
    }

    private Duration sooner() {
        return interval.compareTo(SOON) < 0 ? interval : SOON;
    }

    private static UplinkAnswer await(CompletableFuture<UplinkAnswer> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException never) {
            throw new IllegalStateException("an uplink's call never fails", never);
        }
    }
}
