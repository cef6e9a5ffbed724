package io.wardlog.simulator.load;

import io.netty.channel.EventLoop;
import io.wardlog.simulator.link.Answer;
import io.wardlog.simulator.link.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One device under load: takes each message when it is due, writes it as soon as the window allows, keeps it until it is answered, and after a broken
 * connection comes back and sends it again. Owned by one event loop.
 */
final class LoadDevice implements DeviceLine.Owner {
    /** What leaves later than this behind its time counts as late. */
    static final long LATE_NANOS = 10_000_000;

    private final LoadRun.Shared run;
    private final EventLoop loop;
    private final LineMaker lines;
    private final DeviceVoice voice;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    /** Due times of what was not sent yet. */
    private final Queue<Long> waiting = new ArrayDeque<>();
    /** What was sent and has to be sent again, oldest first, in whichever order it came back. */
    private final Queue<LoadMessage> again = new PriorityQueue<>(Comparator.comparingLong(LoadMessage::dueNanos));

    private DeviceLine line;
    private int window;
    private int inFlight;
    private boolean paused;
    private boolean unflushed;
    private boolean ended;
    /** Until then a message is due whenever there is room for one; 0 in an open loop. */
    private long fullUntilNanos;

    LoadDevice(LoadRun.Shared run, EventLoop loop, LineMaker lines, DeviceVoice voice) {
        this.run = run;
        this.loop = loop;
        this.lines = lines;
        this.voice = voice;
    }

    /** Makes the connection of one device. */
    @FunctionalInterface
    interface LineMaker {
        /** Connects on that event loop; the owner hears how it went. */
        void connect(EventLoop loop, DeviceLine.Owner owner);
    }

    /** Connects, and stays connected until {@link #end}. */
    void connect() {
        if (!ended) {
            lines.connect(loop, this);
        }
    }

    /** Takes the message that is due then; true when {@link #flush} has to follow. */
    boolean offer(long dueNanos) {
        run.counts().due.increment();
        waiting.add(dueNanos);
        return pump();
    }

    /** From now until then the next message is due whenever the window has room. */
    void keepFull(long untilNanos) {
        fullUntilNanos = untilNanos;
        pump();
        flush();
    }

    private boolean pump() {
        boolean wasClean = !unflushed;
        while (line != null && !paused && inFlight < window && hasNext()) {
            line.write(again.isEmpty() ? fresh() : repeated());
            inFlight++;
            unflushed = true;
        }
        return wasClean && unflushed;
    }

    private boolean hasNext() {
        return !again.isEmpty() || !waiting.isEmpty() || isKeptFull();
    }

    private boolean isKeptFull() {
        return fullUntilNanos != 0 && !run.isStopping() && run.elapsedNanos() < fullUntilNanos;
    }

    private long dueNow() {
        run.counts().due.increment();
        return run.elapsedNanos();
    }

    private LoadMessage fresh() {
        LoadMessage message = voice.next(run.start(), waiting.isEmpty() ? dueNow() : waiting.remove());
        run.counts().sent.increment();
        if (run.elapsedNanos() - message.dueNanos() > LATE_NANOS) {
            run.counts().late.increment();
        }
        return message;
    }

    private LoadMessage repeated() {
        run.counts().resent.increment();
        return again.remove();
    }

    void flush() {
        if (unflushed && line != null) {
            line.flush();
        }
        unflushed = false;
    }

    void ping() {
        if (line != null) {
            line.ping();
        }
    }

    /** Says goodbye; what is unanswered stays so. */
    void end() {
        ended = true;
        if (line != null) {
            line.close();
        }
    }

    @Override
    public void ready(DeviceLine ready, int most) {
        if (ended) {
            ready.close();
            return;
        }
        line = ready;
        window = most;
        inFlight = 0;
        paused = false;
        run.counts().connected.increment();
        pump();
        flush();
    }

    @Override
    public void notAdmitted(String why) {
        run.fail("the agent does not admit a device: " + why);
    }

    @Override
    public void answered(LoadMessage message, Answer answer) {
        inFlight--;
        if (answer instanceof Answer.Busy busy) {
            again.add(message);
            pause(busy.retryAfter());
            return;
        }
        backoff.reset();
        if (answer instanceof Answer.Refused refused) {
            run.counts().refused(refused.code());
        } else {
            run.counts().acknowledged(message, run.elapsedNanos());
            run.acknowledged(message);
        }
    }

    private void pause(Duration wait) {
        if (paused) {
            return;
        }
        paused = true;
        DeviceLine on = line;
        loop.schedule(
                () -> {
                    if (line == on) {
                        paused = false;
                        pump();
                        flush();
                    }
                },
                Math.max(1, wait.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void unexpected() {
        run.counts().unexpected.increment();
    }

    @Override
    public void allRead() {
        pump();
        flush();
    }

    @Override
    public void closed(String why, List<LoadMessage> unanswered) {
        if (line != null) {
            run.counts().connected.decrement();
        }
        line = null;
        unflushed = false;
        again.addAll(unanswered);
        if (ended) {
            return;
        }
        run.counts().lost(why);
        loop.schedule(this::connect, backoff.next().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A cause for people: its kind, and what it says. */
    static String nameOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
