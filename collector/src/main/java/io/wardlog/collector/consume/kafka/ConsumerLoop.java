package io.wardlog.collector.consume.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.role.ConsumerLag;
import io.wardlog.collector.role.FaultListener;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics for one {@link Stage} on a thread of its own. Positions are committed only after the stage says that what
 * lies before them is durable. While the stage is busy the loop pauses its partitions and keeps polling, so that it stays
 * in its group. A fault of the connection or of the stage ends the consumer, not the loop: it starts again from what is
 * durable, with growing pauses.
 */
public final class ConsumerLoop implements Role {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(9);

    private final String role;
    private final Set<String> topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Stage stage;
    private final FaultListener faults;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Counter consumed;

    private volatile double lag = ConsumerLag.UNKNOWN;
    private volatile Readiness readiness = Readiness.notReady("not started");

    /** What a loop reads and whom it works for. */
    public record Wiring(String role, Set<String> topics, Supplier<Consumer<byte[], byte[]>> consumers, Stage stage) {}

    /** A loop that does not run yet. */
    public ConsumerLoop(Wiring wiring, FaultListener faults, MeterRegistry meters) {
        this.role = wiring.role();
        this.topics = Set.copyOf(wiring.topics());
        this.consumers = wiring.consumers();
        this.stage = wiring.stage();
        this.faults = faults;
        this.thread = new Thread(this::run, "consume-" + role);
        this.thread.setDaemon(true); // a broker that does not answer must not keep the process from ending
        this.consumed = Counter.builder("wardlog.records.consumed")
                .description("Records that the role has taken since the start, again after a fault")
                .tag("role", role)
                .register(meters);
        ConsumerLag.register(meters, role, this, loop -> loop.lag);
    }

    @Override
    public String name() {
        return role;
    }

    @Override
    public void start() {
        readiness = Readiness.notReady("joining the consumer group");
        thread.start();
    }

    /** Whether the loop reads and its stage takes. */
    @Override
    public Readiness readiness() {
        return readiness;
    }

    /** Ends the loop; waits up to 9 s for what is under way. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("role", role).log("consumer_loop_still_busy_at_close");
        }
    }

    private void run() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!isStopping()) {
                long started = System.nanoTime();
                consumeUntilFault();
                boolean lived = System.nanoTime() - started > LONGEST_PAUSE.toNanos();
                pause = lived ? FIRST_PAUSE : pause;
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } catch (Error e) {
            faults.failed(role, e);
            throw e;
        } finally {
            readiness = Readiness.notReady("stopped");
        }
    }

    private void consumeUntilFault() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consume(new Assignment(role, consumer, stage));
        } catch (FencedInstanceIdException e) {
            // Going on would fence the other one in turn, for ever: of two processes with one name the elder ends.
            faults.failed(role, new IllegalStateException("another process runs with this collectorId", e));
            stopping.countDown();
        } catch (RuntimeException e) {
            lag = ConsumerLag.UNKNOWN;
            readiness = Readiness.notReady("starting again after a fault: " + reason(e));
            LOG.atError()
                    .addKeyValue("role", role)
                    .addKeyValue("reason", reason(e))
                    .setCause(e)
                    .log("consumer_loop_fault");
        }
    }

    /** What is at the bottom of it: Kafka's consumer wraps what a role throws when it is given partitions. */
    private static String reason(Throwable fault) {
        Optional<String> refusal = KafkaAccess.refusedReading(fault);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Throwable cause = fault;
        while (cause instanceof RuntimeException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException ? cause.getMessage() : cause.toString();
    }

    private void consume(Assignment assignment) {
        try {
            assignment.subscribe(topics);
            while (!isStopping()) {
                List<Slice> slices = assignment.poll(POLL);
                lag = lagWith(assignment, slices);
                deliver(assignment, slices);
                assignment.commit(stage.durable());
                lag = lagWith(assignment, List.of());
            }
            stage.finish();
            assignment.commit(stage.durable());
        } finally {
            assignment.releaseAll();
        }
    }

    private void deliver(Assignment assignment, List<Slice> slices) {
        List<Slice> pending = slices;
        while (true) {
            Taken taken = stage.take(pending);
            if (!(taken instanceof Taken.Busy busy)) {
                readiness = assignment.isAssigned() ? Readiness.READY : readiness;
                pending.forEach(slice -> consumed.increment(slice.records().size()));
                return;
            }
            readiness = Readiness.notReady(busy.reason());
            LOG.atWarn()
                    .addKeyValue("role", role)
                    .addKeyValue("retryAfter", busy.retryAfter())
                    .addKeyValue("reason", busy.reason())
                    .log("stage_busy");
            pending = assignment.hold(pending, busy.retryAfter(), this::isStopping);
            lag = lagWith(assignment, pending);
            if (isStopping()) {
                return;
            }
        }
    }

    /** What was read and not yet taken still lags: a stage that is busy must not look as if it had caught up. */
    private static double lagWith(Assignment assignment, List<Slice> untaken) {
        OptionalLong unread = assignment.lag();
        return unread.isEmpty()
                ? ConsumerLag.UNKNOWN
                : unread.getAsLong()
                        + untaken.stream()
                                .mapToLong(slice -> slice.records().size())
                                .sum();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause(Duration pause) {
        try {
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().addKeyValue("role", role).log("consumer_loop_stopping");
            }
        } catch (InterruptedException e) {
            stopping.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
