package io.wardlog.collector.register;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.config.ConfigException;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register in force. It is read again when its file changes (a key that it names is read with it: give a new key a new file); a file with
 * mistakes changes nothing, and the log and {@code wardlog_register_refused} say so until it is corrected. Thread-safe; what it gives is
 * one whole version.
 */
public final class LiveRegister implements Supplier<AgentRegister>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRegister.class);
    private static final long LOOK_EVERY_SECONDS = 2;

    private final Path file;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "agent-register");
        thread.setDaemon(true);
        return thread;
    });
    private volatile AgentRegister current;
    private volatile boolean refused;
    private Optional<Hash> seen;

    private LiveRegister(Path file) {
        this.file = file;
        this.seen = hash();
        this.current = AgentRegister.load(file);
    }

    /**
     * Reads the register; {@link #watch} follows its file.
     *
     * @throws ConfigException with every problem of the file
     */
    public static LiveRegister open(Path file) {
        return new LiveRegister(file);
    }

    /** Looks at the file every two seconds from now on. */
    public void watch() {
        watch.scheduleWithFixedDelay(this::guardedLook, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Registers its meters. */
    public void register(MeterRegistry meters) {
        Gauge.builder("wardlog.register.refused", this, live -> live.refused ? 1 : 0)
                .description("1 while the register's file has mistakes and an earlier one is in force")
                .register(meters);
        for (boolean active : new boolean[] {true, false}) {
            Gauge.builder(
                            "wardlog.register.agents",
                            this,
                            live -> live.get().agents().stream()
                                    .filter(agent -> agent.isActive() == active)
                                    .count())
                    .description("Agents in the register")
                    .tag("state", active ? "active" : "decommissioned")
                    .register(meters);
        }
    }

    @Override
    public AgentRegister get() {
        return current;
    }

    private void guardedLook() {
        try {
            look();
        } catch (RuntimeException failure) {
            LOG.atError().setCause(failure).log("register_not_read"); // else the executor would forget the task
        }
    }

    /** Takes the file over if it is another than at the last look. */
    synchronized void look() {
        Optional<Hash> now = hash();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            current = AgentRegister.load(file);
            refused = false;
            LOG.atInfo().addKeyValue("agents", current.agents().size()).log("register_reloaded");
        } catch (ConfigException wrong) {
            refused = true;
            LOG.atError().addKeyValue("problems", wrong.getMessage()).log("register_refused");
        }
    }

    private Optional<Hash> hash() {
        try {
            return Optional.of(Sha256.of(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
