package io.wardlog.simulator.seed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wardlog.simulator.link.Delivery;
import io.wardlog.simulator.link.DeviceSender;
import io.wardlog.simulator.link.SimulatedMessage;
import io.wardlog.simulator.ward.Pace;
import io.wardlog.simulator.ward.Ward;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One agent's devices over a stretch of the past, as fast as the agent takes it: each clock shows the time of the course, whatever the time is now. Owned
 * by one event loop.
 */
final class SeedRun implements Delivery {
    /** So many at most are with the agent or on the way to it. */
    private static final int MOST_UNANSWERED = 500;

    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Vertx vertx;
    private final SeedAgent agent;
    private final Duration length;
    private final SeedCounts counts;
    private final Ward ward;
    private final Map<String, DeviceSender> senders = new TreeMap<>();
    private final Promise<Void> finished = Promise.promise();
    private long unanswered;
    private boolean saidGoodbye;
    private long answeredNanos = System.nanoTime();
    private String trouble = "no answer";

    /** What the course depends on. */
    record Course(long seed, Instant start, Duration length) {}

    SeedRun(Vertx vertx, SeedAgent agent, Course course, SeedCounts counts) {
        this.vertx = vertx;
        this.agent = agent;
        this.length = course.length();
        this.counts = counts;
        this.ward = Ward.of(agent.devices(), course.seed(), Pace.speed(1), course.start());
        agent.devices()
                .forEach(device -> senders.put(device.id(), DeviceSender.tcp(vertx, agent.endpoint(), device, this)));
    }

    /** Completes when every message is answered; fails when the agent does not answer for a minute. */
    Future<Void> start() {
        vertx.runOnContext(begin -> {
            senders.values().forEach(DeviceSender::open);
            long timer = vertx.setPeriodic(1000, tick -> giveUpWithoutAnswers());
            finished.future().onComplete(end -> {
                vertx.cancelTimer(timer);
                senders.values().forEach(DeviceSender::close);
            });
            goOn();
        });
        return finished.future();
    }

    private void goOn() {
        while (!saidGoodbye && unanswered < MOST_UNANSWERED) {
            if (ward.nextDue().compareTo(length) < 0) {
                send(ward.next());
            } else {
                saidGoodbye = true;
                ward.farewells(length).forEach(this::send);
            }
        }
        if (saidGoodbye && unanswered == 0) {
            finished.tryComplete();
        }
    }

    private void send(SimulatedMessage message) {
        unanswered++;
        senders.get(message.deviceId()).send(message);
    }

    private void giveUpWithoutAnswers() {
        if (System.nanoTime() - answeredNanos > PATIENCE_NANOS) {
            finished.tryFail("%s at %s:%d has not answered for a minute: %s"
                    .formatted(
                            agent.named().agentId(),
                            agent.endpoint().host(),
                            agent.endpoint().port(),
                            trouble));
        }
    }

    @Override
    public void acknowledged(SimulatedMessage message) {
        counts.acknowledged(message.eventType());
        answered();
    }

    @Override
    public void refused(SimulatedMessage message, String code) {
        counts.refused(message.eventType(), code);
        answered();
    }

    private void answered() {
        answeredNanos = System.nanoTime();
        unanswered--;
        goOn();
    }

    @Override
    public void resent(SimulatedMessage message) {
        // It is counted when it is answered.
    }

    @Override
    public void connectionLost(String deviceId, Throwable cause) {
        trouble = String.valueOf(cause.getMessage());
    }
}
