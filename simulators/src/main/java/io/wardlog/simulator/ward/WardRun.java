package io.wardlog.simulator.ward;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wardlog.simulator.link.AcknowledgedFile;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.DeviceSender;
import io.wardlog.simulator.link.SimulatedMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ward that sends: opens a connection a device, sends each message when it is due, and at the end says goodbye and waits for what is unanswered. When
 * an agent does not answer, the ward stops making messages at {@value #MOST_UNANSWERED} and goes on later. Runs on one event loop, which owns all of it.
 */
final class WardRun {
    private static final int MOST_UNANSWERED = 50_000;
    private static final long FLUSH_MILLIS = 100;
    private static final long POLL_MILLIS = 20;

    private final Vertx vertx;
    private final WardPlan plan;
    private final Ward ward;
    private final Map<String, DeviceSender> senders = new TreeMap<>();
    private final Promise<Summary> finished = Promise.promise();
    private final AcknowledgedFile acknowledged;
    private final Tally tally;
    private final long startNanos = System.nanoTime();
    private long made;
    private boolean stopping;
    private long flushTimer;

    WardRun(Vertx vertx, WardPlan plan) throws IOException {
        this.vertx = vertx;
        this.plan = plan;
        this.ward = Ward.of(plan.devices(), plan.seed(), plan.pace(), plan.start());
        this.acknowledged = plan.acknowledged().isPresent()
                ? new AcknowledgedFile(plan.acknowledged().get())
                : null;
        this.tally = new Tally(this::elapsedNanos, this::note);
        for (int i = 0; i < plan.devices().size(); i++) {
            Credential device = plan.devices().get(i);
            senders.put(device.id(), sender(device, i));
        }
    }

    private DeviceSender sender(Credential device, int index) {
        boolean overTcp = plan.mqtt().isEmpty() || plan.tcp().isPresent() && index % 2 == 1;
        return overTcp
                ? DeviceSender.tcp(vertx, plan.tcp().orElseThrow(), device, tally)
                : DeviceSender.mqtt(vertx, plan.mqtt().orElseThrow(), device, tally);
    }

    /** Starts; completes with the summary when all is answered, or when the drain time is over. */
    Future<Summary> start() {
        vertx.runOnContext(begin -> {
            senders.values().forEach(DeviceSender::open);
            plan.length().ifPresent(length -> vertx.setTimer(length.toMillis(), end -> finish()));
            if (acknowledged != null) {
                flushTimer = vertx.setPeriodic(FLUSH_MILLIS, timer -> acknowledged.flush());
            }
            sendDue();
        });
        return finished.future();
    }

    /** Ends the run early, in the same orderly way; from any thread. */
    void stop() {
        vertx.runOnContext(end -> finish());
    }

    Summary summary() {
        return tally.summary();
    }

    private void sendDue() {
        while (!stopping && ward.nextDue().toNanos() <= elapsedNanos() && tally.unanswered() < MOST_UNANSWERED) {
            send(ward.next());
            made++;
            if (plan.messages().isPresent() && made >= plan.messages().get()) {
                finish();
            }
        }
        if (!stopping) {
            long wait = (ward.nextDue().toNanos() - elapsedNanos()) / 1_000_000;
            vertx.setTimer(Math.max(1, Math.min(wait, 1000)), timer -> sendDue());
        }
    }

    private void send(SimulatedMessage message) {
        tally.offered();
        senders.get(message.deviceId()).send(message);
    }

    private void finish() {
        if (stopping) {
            return;
        }
        stopping = true;
        List<SimulatedMessage> farewells = ward.farewells(Duration.ofNanos(elapsedNanos()));
        farewells.forEach(this::send);
        awaitAnswers(elapsedNanos() + plan.drain().toNanos());
    }

    private void awaitAnswers(long deadlineNanos) {
        if (tally.unanswered() > 0 && elapsedNanos() < deadlineNanos) {
            vertx.setTimer(POLL_MILLIS, timer -> awaitAnswers(deadlineNanos));
            return;
        }
        Summary summary = tally.summary();
        senders.values().forEach(DeviceSender::close);
        try {
            if (acknowledged != null) {
                vertx.cancelTimer(flushTimer);
                acknowledged.close();
            }
            finished.tryComplete(summary);
        } catch (IOException e) {
            finished.tryFail(e);
        }
    }

    private void note(String eventId) {
        if (acknowledged != null) {
            acknowledged.add(eventId);
        }
    }

    private long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }
}
