package io.wardlog.edge.writer;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.state.AgentState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that alone appends. {@link #submit} may be called from any thread; state and journal belong to the writer
 * thread from {@link #start} on. A fault of the journal, or of a task while it writes, is fatal: nothing is completed
 * from then on.
 */
public final class Writer {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final LinkedBlockingQueue<WriterTask> arrived = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread = new Thread(this::run, "wardlog-writer");
    private final Parts parts;
    private final WriterLimits limits;
    private final long groupBytes;
    private final ClockWatch watch;
    private volatile boolean open = true;
    private WriterTask carried;

    /** What the writer works with; all of it belongs to it once it runs. */
    public record Parts(
            Journal journal,
            AgentState state,
            OwnEvents ownEvents,
            AgentClock clock,
            FatalHandler fatal,
            WriterObserver observer) {}

    public Writer(Parts parts, WriterLimits limits) {
        this.parts = parts;
        this.limits = limits;
        this.groupBytes = Math.min(limits.groupBytes(), parts.journal().maxGroupBytes() - Group.OWN_BYTES);
        this.watch =
                new ClockWatch(parts.clock(), AgentClock.ofMicros(parts.state().lastIngestionMicros()));
    }

    public void start() {
        thread.start();
    }

    /**
     * Hands over a task. Never blocks.
     *
     * @return false when there is no room for its lane, or when the writer is stopping: the task was not taken
     */
    public boolean submit(WriterTask task) {
        if (!open || !limits.admits(waitingBytes.get(), task.lane()) || !hasRoom(before(task), task)) {
            return false;
        }
        waitingBytes.addAndGet(task.bytes());
        arrived.add(task);
        return true;
    }

    /** Whether a task of this lane and size would be taken now. Any thread; another task may come first. */
    public boolean hasRoom(Lane lane, int bytes) {
        return open
                && limits.admits(waitingBytes.get(), lane)
                && parts.journal().space().hasRoomFor(bytes + (long) Group.OWN_BYTES, lane.room());
    }

    /** Whether the disk has no room for so many bytes of an ordinary event, also when all files are made that may be made. Any thread. */
    public boolean isFull(int bytes) {
        return open && parts.journal().space().roomFor(Lane.NORMAL.room()) < bytes + (long) Group.OWN_BYTES;
    }

    /** What goes before it into its group, at most. */
    private long before(WriterTask task) {
        return Math.min(waitingBytes.get(), Math.max(0, groupBytes - task.bytes()));
    }

    /** Bytes of tasks that wait. */
    public long waitingBytes() {
        return waitingBytes.get();
    }

    /**
     * Takes no more tasks, writes {@code last} behind all that were taken, and ends.
     *
     * @return whether all of it was done within {@code patience}
     */
    public boolean stop(WriterTask last, Duration patience) throws InterruptedException {
        open = false;
        arrived.add(last);
        arrived.add(new StopTask());
        thread.join(patience.toMillis());
        return !thread.isAlive();
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = writeNext();
        }
    }

    /**
     * Writes one group of what has arrived, if anything has. Who calls this is the writer thread, and has not called {@link
     * #start}.
     *
     * @return whether it can go on: not after a fault, which was told as fatal, nor behind what {@link #stop} wrote
     */
    public boolean writeArrived() {
        return carried == null && arrived.isEmpty() || writeNext();
    }

    /** Waits for a task, and writes a group. */
    private boolean writeNext() {
        try {
            return writeGroup(takeArrived());
        } catch (IOException e) {
            return fail("journal_failed", e);
        } catch (InterruptedException e) {
            return fail("writer_interrupted", e);
        } catch (RuntimeException | Error e) {
            return fail("writer_failed", e);
        }
    }

    private boolean fail(String fault, Throwable cause) {
        open = false;
        parts.fatal().fatal(fault, cause);
        return false;
    }

    /** Writes none when all tasks were refused. */
    private boolean writeGroup(List<WriterTask> tasks) throws IOException {
        boolean goesOn = tasks.isEmpty() || !(tasks.get(tasks.size() - 1) instanceof StopTask);
        Group group = new Group(
                parts.state(),
                parts.clock(),
                watch,
                parts.ownEvents(),
                parts.journal().nextOrdinal());
        tasks.forEach(task -> task.write(group));
        if (!group.entries().isEmpty()) {
            appendAndSync(group);
        }
        tasks.forEach(Writer::complete);
        return goesOn;
    }

    /** Waits for one task, then takes what else is there, up to a group's size. */
    private List<WriterTask> takeArrived() throws InterruptedException {
        List<WriterTask> tasks = new ArrayList<>();
        long bytes = 0;
        WriterTask task = carried != null ? carried : arrived.take();
        carried = null;
        while (task != null) {
            if (!tasks.isEmpty() && bytes + task.bytes() > groupBytes) {
                carried = task;
                break;
            }
            waitingBytes.addAndGet(-task.bytes());
            if (hasRoom(bytes, task)) {
                tasks.add(task);
                bytes += task.bytes();
            } else {
                refuse(task);
            }
            if (task instanceof StopTask) {
                break;
            }
            task = arrived.poll();
        }
        return tasks;
    }

    private boolean hasRoom(long before, WriterTask task) {
        return task.bytes() == 0
                || parts.journal()
                        .space()
                        .hasRoomFor(
                                before + task.bytes() + Group.OWN_BYTES,
                                task.lane().room());
    }

    private void appendAndSync(Group group) throws IOException {
        long start = parts.clock().nanoTime();
        parts.journal().append(group.entries());
        long nanos = parts.clock().nanoTime() - start;
        parts.observer().groupSynced(group.entries().size(), group.events(), group.bytes(), nanos);
        parts.observer().durableBelow(parts.journal().nextOrdinal());
    }

    /** A listener that fails when it is told must not stop the others. */
    private static void complete(WriterTask task) {
        try {
            task.durable();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("acknowledgement_callback_failed");
        }
    }

    private static void refuse(WriterTask task) {
        try {
            task.refused();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("refusal_callback_failed");
        }
    }

    private static final class StopTask extends RoomlessTask {

        @Override
        public void write(Group group) {
            // only ends the loop
        }
    }
}
