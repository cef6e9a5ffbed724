package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A log on a pipe that is full and that nobody reads. */
@Timeout(60)
class AgentRunTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(AgentRun.class);
    private final CountDownLatch isRead = new CountDownLatch(1);
    private final UnsynchronizedAppenderBase<ILoggingEvent> pipe = new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            try {
                isRead.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    };

    @BeforeEach
    void nobodyReads() {
        pipe.start();
        log.addAppender(pipe);
    }

    @AfterEach
    void takeAway() {
        isRead.countDown();
        log.detachAppender(pipe);
    }

    @Test
    void aFaultEndsTheProcessAlsoWhenNobodyReadsItsLog(@TempDir Path directory) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        EdgeAgent.UplinkFactory none = (vertx, material) -> {
            throw new IOException("not asked for");
        };
        AgentRun run = new AgentRun(
                new AgentFixture(directory).config(), none, new Watchdog(() -> ended.complete(isRead.getCount() > 0)));
        Thread fault = new Thread(() -> run.fatal("journal_failed", new IOException("injected")));
        fault.start();
        assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
        isRead.countDown();
        fault.join();
    }
}
