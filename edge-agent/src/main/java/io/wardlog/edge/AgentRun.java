package io.wardlog.edge;

import io.wardlog.edge.writer.FatalHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an agent as a process: until it is asked to stop (signal, end of standard input) or cannot go on. After a
 * fault nothing is acknowledged any more, so the process ends at once, in whatever state the disk is.
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

    AgentRun(EdgeConfig config, EdgeAgent.UplinkFactory uplinks) {
        this.agent = new EdgeAgent(config, uplinks, this);
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
        return EdgeAgentMain.OK;
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
            endAfter(GRACE_OF_STOP);
            agent.stop();
        }
    }

    @Override
    public void fatal(String fault, Throwable cause) {
        if (faulty.compareAndSet(false, true)) {
            log.atError().addKeyValue("fault", fault).setCause(cause).log("agent_fault");
            endAfter(GRACE_AFTER_FAULT);
            Thread exit = new Thread(() -> System.exit(FatalHandler.EXIT_CODE), "wardlog-exit");
            exit.setDaemon(true);
            exit.start();
        }
    }

    private static void endAfter(Duration grace) {
        Thread watchdog = new Thread(() -> halt(grace), "wardlog-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private static void halt(Duration grace) {
        try {
            TimeUnit.MILLISECONDS.sleep(grace.toMillis());
            Runtime.getRuntime().halt(FatalHandler.EXIT_CODE);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
