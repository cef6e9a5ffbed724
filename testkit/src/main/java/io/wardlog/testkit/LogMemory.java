package io.wardlog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What was logged during one test: the events of docs/log-events.md. Thread-safe; to be registered as an extension. */
public final class LogMemory implements BeforeEachCallback, AfterEachCallback {

    private static final long PATIENCE_SECONDS = 20;

    private final Logger all = (Logger) LoggerFactory.getLogger("io.wardlog");
    private final List<ILoggingEvent> lines = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            synchronized (lines) {
                lines.add(line);
                lines.notifyAll();
            }
        }
    };

    @Override
    public void beforeEach(ExtensionContext context) {
        appender.start();
        all.addAppender(appender);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        all.detachAppender(appender);
        appender.stop();
        clear();
    }

    /** Forgets what was logged so far. */
    public void clear() {
        synchronized (lines) {
            lines.clear();
        }
    }

    /** The names of what was logged so far, in order. */
    public List<String> events() {
        synchronized (lines) {
            return lines.stream().map(ILoggingEvent::getMessage).toList();
        }
    }

    /** What stood in this field of the event, each time it was logged. */
    public List<String> values(String event, String field) {
        synchronized (lines) {
            return lines.stream()
                    .filter(line -> line.getMessage().equals(event))
                    .flatMap(line -> line.getKeyValuePairs().stream())
                    .filter(pair -> pair.key.equals(field))
                    .map(pair -> String.valueOf(pair.value))
                    .toList();
        }
    }

    /** Waits until this event was logged. */
    public void await(String event) throws InterruptedException {
        await(event, 1);
    }

    /** Waits until this event was logged at least that often. */
    public void await(String event, int times) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (lines) {
            while (lines.stream()
                            .filter(line -> line.getMessage().equals(event))
                            .count()
                    < times) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left)
                        .as("time left for " + times + " times " + event)
                        .isPositive();
                lines.wait(left);
            }
        }
    }
}
