package io.wardlog.simulator.link;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Carries one device's messages at least once, in order: keeps each until it is answered, reconnects with back-off, and sends again what the broken
 * connection left unanswered. Owned by one event loop.
 */
public final class DeviceSender {
    private static final int WINDOW = 32;

    private final Vertx vertx;
    private final String deviceId;
    private final Supplier<DeviceLink> links;
    private final Delivery delivery;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Deque<SimulatedMessage> waiting = new ArrayDeque<>();
    private final Set<SimulatedMessage> inFlight = new LinkedHashSet<>();
    private final Set<SimulatedMessage> sentBefore = new HashSet<>();
    private State state = State.BACKING_OFF;
    private DeviceLink link;

    private enum State {
        CONNECTING,
        CONNECTED,
        /** The agent asked to wait; the connection stays. */
        PAUSED,
        BACKING_OFF,
        CLOSED
    }

    private DeviceSender(Vertx vertx, String deviceId, Supplier<DeviceLink> links, Delivery delivery) {
        this.vertx = vertx;
        this.deviceId = deviceId;
        this.links = links;
        this.delivery = delivery;
    }

    /** A device that speaks MQTT. */
    public static DeviceSender mqtt(Vertx vertx, Endpoint endpoint, Credential device, Delivery delivery) {
        return new DeviceSender(vertx, device.id(), () -> new MqttLink(vertx, endpoint, device, WINDOW), delivery);
    }

    /** A device that sends lines over TCP. */
    public static DeviceSender tcp(Vertx vertx, Endpoint endpoint, Credential device, Delivery delivery) {
        return new DeviceSender(vertx, device.id(), () -> new TcpLink(vertx, endpoint, device), delivery);
    }

    /** Connects, and stays connected until {@link #close}. */
    public void open() {
        state = State.CONNECTING;
        DeviceLink next = links.get();
        link = next;
        next.connect().onSuccess(done -> connected(next)).onFailure(cause -> lost(next, cause));
    }

    /** Sends the message when its turn comes. */
    public void send(SimulatedMessage message) {
        waiting.add(message);
        pump();
    }

    /** Messages that are not answered yet. */
    public int unanswered() {
        return waiting.size() + inFlight.size();
    }

    /** Says goodbye; what is unanswered stays so. */
    public void close() {
        state = State.CLOSED;
        if (link != null) {
            link.close();
        }
    }

    private void connected(DeviceLink on) {
        if (state != State.CONNECTING) {
            on.close();
            return;
        }
        on.whenClosed().onComplete(end -> lost(on, new IllegalStateException("connection closed")));
        state = State.CONNECTED;
        pump();
    }

    private void pump() {
        while (state == State.CONNECTED && inFlight.size() < WINDOW && !waiting.isEmpty()) {
            SimulatedMessage message = waiting.remove();
            inFlight.add(message);
            if (!sentBefore.add(message)) {
                delivery.resent(message);
            }
            DeviceLink on = link;
            on.send(message).onSuccess(answer -> answered(message, answer)).onFailure(cause -> lost(on, cause));
        }
    }

    private void answered(SimulatedMessage message, Answer answer) {
        if (state == State.CLOSED || !inFlight.remove(message)) {
            return; // too late, or on a connection that was given up: then it is on its way again
        }
        backoff.reset();
        if (answer instanceof Answer.Busy busy) {
            waiting.addFirst(message);
            pause(busy.retryAfter());
            return;
        }
        sentBefore.remove(message);
        if (answer instanceof Answer.Refused refused) {
            delivery.refused(message, refused.code());
        } else {
            delivery.acknowledged(message);
        }
        pump();
    }

    private void pause(Duration wait) {
        if (state != State.CONNECTED) {
            return;
        }
        state = State.PAUSED;
        DeviceLink on = link;
        vertx.setTimer(Math.max(1, wait.toMillis()), timer -> {
            if (state == State.PAUSED && link == on) {
                state = State.CONNECTED;
                pump();
            }
        });
    }

    private void lost(DeviceLink which, Throwable cause) {
        if (which != link || state == State.CLOSED || state == State.BACKING_OFF) {
            return;
        }
        state = State.BACKING_OFF;
        delivery.connectionLost(deviceId, cause);
        which.close();
        List<SimulatedMessage> again = new ArrayList<>(inFlight);
        inFlight.clear();
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
        vertx.setTimer(backoff.next().toMillis(), timer -> {
            if (state == State.BACKING_OFF) {
                open();
            }
        });
    }
}
