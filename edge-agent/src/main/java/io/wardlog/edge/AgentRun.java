package io.wardlog.edge;

import io.wardlog.edge.writer.FatalHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an agent as a process: until it is asked to stop (signal, end of standard input) or cannot go on. After a
 * fault nothing is acknowledged any more, so the process ends at once, in whatever state disk and log are.
 */
final class AgentRun implements FatalHandler {

    private static final Logger log = LoggerFactory.getLogger(AgentRun.class);

    /** A disk that hangs must not keep a process that acknowledges nothing. */
    private static final Duration GRACE_AFTER_FAULT = Duration.ofSeconds(2);

    static final Duration GRACE_OF_STOP = Duration.ofSeconds(25);

    private final EdgeAgent agent;
    private final AtomicBoolean faulty = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Watchdog watchdog;

    AgentRun(EdgeConfig config, EdgeAgent.UplinkFactory uplinks) {
        this(config, uplinks, new Watchdog(() -> Runtime.getRuntime().halt(FatalHandler.EXIT_CODE)));
    }

    AgentRun(EdgeConfig config, EdgeAgent.UplinkFactory uplinks, Watchdog watchdog) {
        this.agent = new EdgeAgent(config, uplinks, this);
        this.watchdog = watchdog;
        watchdog.start();
    }

    /** Runs it; returns the exit code. */
    int run(boolean stopOnEndOfInput) throws IOException, InterruptedException, TimeoutException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "wardlog-stop"));
        if (stopOnEndOfInput) {
            watchInput();
        }
        agent.start();
        end.await();
        stop();
        return faulty.get() ? EdgeAgentMain.FAULT : EdgeAgentMain.OK;
    }

    private void watchInput() {
        Thread watch = new Thread(this::readToEnd, "wardlog-stdin");
        watch.setDaemon(true);
        watch.start();
    }

    private void readToEnd() {
        try {
            while (System.in.read() >= 0) {
                // only its end matters
            }
        } catch (IOException closed) {
            log.atInfo().addKeyValue("reason", closed.getMessage()).log("stdin_closed");
        }
        end.countDown();
    }

    private void stop() {
        if (!faulty.get() && stopped.compareAndSet(false, true)) {
            watchdog.endWithin(GRACE_OF_STOP);
            agent.stop();
        }
    }

    /** First what works always. The log waits when nobody reads it, and a thread cannot be made when there is no room for one. */
    @Override
    public void fatal(String fault, Throwable cause) {
        if (faulty.compareAndSet(false, true)) {
            watchdog.endWithin(GRACE_AFTER_FAULT);
            try {
                log.atError().addKeyValue("fault", fault).setCause(cause).log("agent_fault");
            } finally {
                end.countDown();
            }
        }
    }
}
