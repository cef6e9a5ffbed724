package io.wardlog.simulator.load;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.AcknowledgedFile;
import io.wardlog.simulator.link.Credential;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Load in an open loop: connects all devices, then hands each message to its device when it is due, whatever became of the ones before, and at the end
 * waits for what is unanswered. The caller's thread counts the seconds; devices live on event loops.
 */
final class LoadRun {
    private static final long POLL_MILLIS = 20;
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);
    /** Who is asked to stop does not wait longer for answers: nobody may be there to give them. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    /** How long to wait for the first connection. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    /** Beyond it the agent does not keep up by far, and what waits would fill the memory. */
    private static final long MOST_UNANSWERED = 2_000_000;

    private final LoadPlan plan;
    private final Consumer<String> say;
    private final MultiThreadIoEventLoopGroup loops;
    private final List<LoadWorker> workers = new ArrayList<>();
    private final Shared shared;
    private final AcknowledgedFile acknowledged;
    /** Where the warm-up ended, or the start as long as it goes on. */
    private Mark warm;

    LoadRun(LoadPlan plan, Consumer<String> say) throws IOException {
        this.plan = plan;
        this.say = say;
        this.acknowledged = plan.files().acknowledged().isPresent()
                ? new AcknowledgedFile(plan.files().acknowledged().get())
                : null;
        this.shared = new Shared(
                new LoadCounts(plan.arrivals().warmUp().toNanos()),
                acknowledged,
                plan.files().times());
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(plan.threads(), io);
        Connector connector = new Connector(plan, epoll ? EpollSocketChannel.class : NioSocketChannel.class);
        for (int worker = 0; worker < plan.threads(); worker++) {
            EventLoop loop = loops.next();
            workers.add(new LoadWorker(loop, shared, devices(worker, loop, connector), plan.schedule(worker)));
        }
    }

    /** Every {@code threads}-th device, from that one on. */
    private List<LoadDevice> devices(int worker, EventLoop loop, Connector connector) throws IOException {
        Map<DeviceType, Repertoire> repertoires = new EnumMap<>(DeviceType.class);
        long seed = plan.arrivals().seed();
        List<LoadDevice> devices = new ArrayList<>();
        for (int i = worker; i < plan.devices().size(); i += plan.threads()) {
            Credential device = plan.devices().get(i);
            Repertoire repertoire = repertoires.computeIfAbsent(
                    device.deviceType(),
                    type -> plan.says() == Says.heartbeat ? Repertoire.heartbeats() : Repertoire.of(type, seed));
            DeviceVoice voice = new DeviceVoice(device.id(), repertoire, seed);
            devices.add(new LoadDevice(shared, loop, connector.linesOf(device), voice));
        }
        return devices;
    }

    /** What all devices of a run share. Safe for use by several threads. */
    static final class Shared {
        private final LoadCounts counts;
        private final AcknowledgedFile acknowledged;
        private final boolean times;
        private final AtomicReference<String> failure = new AtomicReference<>();
        private volatile boolean stopping;
        private volatile long stopNanos;
        private volatile long startNanos;
        private volatile Instant start;

        Shared(LoadCounts counts, AcknowledgedFile acknowledged, boolean times) {
            this.counts = counts;
            this.acknowledged = acknowledged;
            this.times = times;
        }

        LoadCounts counts() {
            return counts;
        }

        /** The time from which on messages are due. */
        Instant start() {
            return start;
        }

        long elapsedNanos() {
            return System.nanoTime() - startNanos;
        }

        boolean isStopping() {
            return stopping;
        }

        void stop() {
            if (!stopping) {
                stopNanos = System.nanoTime();
                stopping = true;
            }
        }

        /** Whether answers were waited for long enough since it was asked to stop. */
        boolean isStopOverdue() {
            return stopping && System.nanoTime() - stopNanos > STOP_PATIENCE.toNanos();
        }

        /** The run is of no use; the first reason is kept. */
        void fail(String why) {
            failure.compareAndSet(null, why);
            stop();
        }

        void acknowledged(LoadMessage message) {
            if (acknowledged != null) {
                acknowledged.add(times ? message.eventId() + " " + nowMicros() : message.eventId());
            }
        }

        private static long nowMicros() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        }
    }

    /** Sends no more from now on, in the orderly way; from any thread. */
    void stop() {
        shared.stop();
    }

    /**
     * Runs to the end.
     *
     * @throws LoadException when the agent is not there or does not admit the devices
     */
    LoadSummary run() throws IOException, InterruptedException, LoadException {
        try (LoadReport report = LoadReport.open(plan, shared.counts)) {
            long connecting = System.nanoTime();
            workers.forEach(worker -> worker.connect(plan.arrivals().connectPerSecond() / plan.threads()));
            awaitConnected();
            Duration connected = Duration.ofNanos(System.nanoTime() - connecting);
            say.accept("%,d connections in %.1f s".formatted(plan.devices().size(), connected.toMillis() / 1000.0));
            shared.start = Instant.now();
            shared.startNanos = System.nanoTime();
            long length = plan.length().toNanos();
            boolean closedLoop = plan.arrivals().isClosedLoop();
            List<CompletableFuture<Void>> sending = workers.stream()
                    .map(worker -> closedLoop ? worker.keepFull(length) : worker.send(length))
                    .toList();
            report.begin(shared.start);
            warm = mark();
            watch(report, CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)), Long.MAX_VALUE);
            Duration sent = Duration.ofNanos(shared.elapsedNanos());
            Stretch measured = new Stretch(warm, mark());
            watch(
                    report,
                    new CompletableFuture<>(),
                    shared.elapsedNanos() + plan.drain().toNanos());
            for (LoadWorker worker : workers) {
                worker.end().join();
            }
            if (shared.failure.get() != null && shared.counts.acknowledged.sum() == 0) {
                throw new LoadException(shared.failure.get());
            }
            return report.end(connected, sent, measured, shared.failure.get());
        } finally {
            if (acknowledged != null) {
                acknowledged.close();
            }
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
        }
    }

    private Mark mark() throws IOException {
        return Mark.of(shared.elapsedNanos(), shared.counts.acknowledged.sum(), plan.processes());
    }

    private void awaitConnected() throws InterruptedException, LoadException {
        long patience = CONNECT_PATIENCE.toNanos()
                + (long) (plan.devices().size() / plan.arrivals().connectPerSecond() * 1e9);
        long began = System.nanoTime();
        long deadline = began + patience;
        while (shared.counts.connected.sum() < plan.devices().size() && !shared.stopping) {
            boolean nobodyThere = shared.counts.connected.sum() == 0
                    && System.nanoTime() - began > FIRST_PATIENCE.toNanos()
                    && shared.counts.lost.sum() > 0;
            if (nobodyThere || System.nanoTime() > deadline) {
                shared.fail("only %,d of %,d connections could be opened: %s"
                        .formatted(shared.counts.connected.sum(), plan.devices().size(), shared.counts.lostByCause()));
            }
            Thread.sleep(POLL_MILLIS);
        }
        if (shared.failure.get() != null) {
            throw new LoadException(shared.failure.get());
        }
    }

    /** Writes each second down until {@code done}, or all is answered behind the last message, or the deadline. */
    private void watch(LoadReport report, CompletableFuture<Void> done, long deadlineNanos)
            throws IOException, InterruptedException {
        boolean draining = deadlineNanos != Long.MAX_VALUE;
        while (!done.isDone()
                && shared.elapsedNanos() < deadlineNanos
                && !(draining && (shared.counts.unanswered() == 0 || shared.isStopOverdue()))) {
            if (shared.counts.unanswered() > MOST_UNANSWERED) {
                shared.fail("the agent is %,d messages behind; the run was given up".formatted(MOST_UNANSWERED));
            }
            if (warm.nanos() < plan.arrivals().warmUp().toNanos()
                    && shared.elapsedNanos() >= plan.arrivals().warmUp().toNanos()) {
                warm = mark();
            }
            report.tick(shared.elapsedNanos());
            if (acknowledged != null) {
                acknowledged.flush();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
