package io.wardlog.simulator.load;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One event loop's devices, taking turns at the messages of its schedule. Owned by the event loop. */
final class LoadWorker {
    /** Shortest pause between two looks at the schedule. */
    private static final long TICK_NANOS = 200_000;

    private static final long CONNECT_TICK_MILLIS = 10;
    private static final long PING_SECONDS = 20;

    private final EventLoop loop;
    private final LoadRun.Shared run;
    private final List<LoadDevice> devices;
    private final Schedule schedule;
    private final List<LoadDevice> unflushed = new ArrayList<>();
    private final CompletableFuture<Void> allSent = new CompletableFuture<>();
    private int opened;
    private int turn;
    private long nextDue;
    private long endNanos;

    LoadWorker(EventLoop loop, LoadRun.Shared run, List<LoadDevice> devices, Schedule schedule) {
        this.loop = loop;
        this.run = run;
        this.devices = devices;
        this.schedule = schedule;
    }

    /** Opens the connections, so many a second; from any thread. */
    void connect(double perSecond) {
        loop.execute(() -> open(System.nanoTime(), perSecond));
        loop.scheduleAtFixedRate(() -> devices.forEach(LoadDevice::ping), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    private void open(long beganNanos, double perSecond) {
        long wanted = 1 + (long) ((System.nanoTime() - beganNanos) / 1e9 * perSecond);
        while (opened < devices.size() && opened < wanted) {
            devices.get(opened++).connect();
        }
        if (opened < devices.size() && !run.isStopping()) {
            loop.schedule(() -> open(beganNanos, perSecond), CONNECT_TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Lets every device send as fast as it is answered until then; completes at that time. From any thread. */
    CompletableFuture<Void> keepFull(long untilNanos) {
        loop.execute(() -> {
            devices.forEach(device -> device.keepFull(untilNanos));
            awaitEnd(untilNanos);
        });
        return allSent;
    }

    private void awaitEnd(long untilNanos) {
        if (run.elapsedNanos() >= untilNanos || run.isStopping()) {
            allSent.complete(null);
        } else {
            loop.schedule(() -> awaitEnd(untilNanos), CONNECT_TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what becomes due until then; completes when the last is handed to its device. From any thread. */
    CompletableFuture<Void> send(long untilNanos) {
        loop.execute(() -> {
            endNanos = untilNanos;
            nextDue = schedule.nextNanos();
            tick();
        });
        return allSent;
    }

    private void tick() {
        long now = run.elapsedNanos();
        while (nextDue <= now && nextDue < endNanos && !run.isStopping()) {
            LoadDevice device = devices.get(turn);
            turn = (turn + 1) % devices.size();
            if (device.offer(nextDue)) {
                unflushed.add(device);
            }
            nextDue = schedule.nextNanos();
        }
        unflushed.forEach(LoadDevice::flush);
        unflushed.clear();
        if (nextDue >= endNanos || run.isStopping()) {
            allSent.complete(null);
        } else {
            loop.schedule(this::tick, Math.max(TICK_NANOS, nextDue - run.elapsedNanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** Every device says goodbye; from any thread. */
    CompletableFuture<Void> end() {
        return CompletableFuture.runAsync(() -> devices.forEach(LoadDevice::end), loop);
    }
}
