package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.listen.Deadline;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One connection's messages on their way to the acceptor. While it is busy, messages are held in their order and offered again one by one;
 * when that lasts too long, the connection must end, so that the client sends them again. Confined to the connection's event loop.
 */
final class Inflow {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Outcome GIVEN_UP = new Outcome.Busy(LONGEST_PAUSE);

    private final Acceptor acceptor;
    private final EventLoop loop;
    private final Duration busyTimeout;
    private final Events events;
    private final Deadline patience;
    private final TreeMap<Long, Message> held = new TreeMap<>();
    private final Deque<Message> behind = new ArrayDeque<>();
    /** Of the held messages the one that is offered again now, and waits for its outcome. */
    private Message offeredAgain;

    private long next;
    private boolean ended;

    /** What the connection is told. */
    interface Events {
        /** A message is held, for this reason: read no more. */
        void holding(ErrorCode why);

        /** Nothing is held any more: read on. */
        void flowing();

        /** The acceptor has been busy for too long. */
        void busyTooLong();
    }

    /** A message, its place in the order, and who waits for what became of it. */
    private record Message(long order, Arrival arrival, Consumer<Outcome> settled) {}

    Inflow(Acceptor acceptor, EventLoop loop, Duration busyTimeout, Events events) {
        this.acceptor = acceptor;
        this.loop = loop;
        this.busyTimeout = busyTimeout;
        this.events = events;
        this.patience = new Deadline(loop, events::busyTooLong);
    }

    /** Hands a message over; {@code settled} gets its outcome on the loop, once; busy only when the connection ends before there is room. */
    void add(Arrival arrival, Consumer<Outcome> settled) {
        Message message = new Message(next++, arrival, settled);
        if (isHolding()) {
            behind.add(message);
        } else {
            offer(message);
        }
    }

    /** Whether messages wait for room. */
    boolean isHolding() {
        return !held.isEmpty() || !behind.isEmpty();
    }

    /** The connection is gone; what is held is the client's to send again. */
    void end() {
        ended = true;
        patience.end();
        List<Message> left = new ArrayList<>(held.values());
        left.addAll(behind);
        left.remove(offeredAgain);
        held.clear();
        behind.clear();
        left.forEach(message -> message.settled().accept(GIVEN_UP));
    }

    private void offer(Message message) {
        acceptor.accept(message.arrival(), outcome -> loop.run(() -> settle(message, outcome)));
    }

    private void settle(Message message, Outcome outcome) {
        if (message == offeredAgain) {
            offeredAgain = null;
        }
        if (outcome instanceof Outcome.Busy busy && !ended) {
            hold(message, busy);
            return;
        }
        message.settled().accept(outcome);
        if (held.remove(message.order()) != null && !ended) {
            patience.in(busyTimeout);
            goOn();
        }
    }

    private void hold(Message message, Outcome.Busy busy) {
        boolean firstHeld = held.isEmpty();
        boolean again = held.put(message.order(), message) != null;
        if (firstHeld) {
            patience.in(busyTimeout);
            events.holding(busy.code());
        }
        if (firstHeld || again) {
            Duration asked = busy.retryAfter();
            Duration pause = asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
            loop.after(pause.toMillis(), this::retry);
        }
    }

    /** Offers the oldest held message again; one at a time keeps their order. */
    private void retry() {
        if (!ended && !held.isEmpty()) {
            offeredAgain = held.firstEntry().getValue();
            offer(offeredAgain);
        }
    }

    private void goOn() {
        if (!held.isEmpty()) {
            retry();
        } else if (!behind.isEmpty()) {
            Message message = behind.poll();
            held.put(message.order(), message);
            retry();
        } else {
            patience.clear();
            events.flowing();
        }
    }
}
