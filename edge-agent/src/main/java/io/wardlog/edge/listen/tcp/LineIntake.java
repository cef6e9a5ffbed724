package io.wardlog.edge.listen.tcp;

import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.wardlog.edge.listen.LineSplitter;
import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.json.JsonLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The lines of one connection, each given out when the agent has memory for it. While one is waited for the socket is not read; what has come
 * already, one receive buffer or one TLS record, waits here. Confined to the connection's event loop.
 */
final class LineIntake {

    static final int MAX_LINE = JsonLimits.DEVICE_MESSAGE.maxBytes();

    /** So much of a line that has begun is part of what a connection takes by itself. */
    private static final int FREE = 1_024;

    private final Channel channel;
    private final MemoryBudget budget;
    private final Runnable whenGranted;
    private final Runnable whenCrowdedOut;
    private final LineSplitter lines = new LineSplitter(MAX_LINE);
    /** What came before the channel was told to read no more. */
    private final Deque<byte[]> chunks = new ArrayDeque<>();

    private Line next;
    private MemoryBudget.Claim memory;
    private boolean identified;
    private boolean inputEnded;

    /**
     * @param whenGranted runs on any thread when lines can be taken again
     * @param whenCrowdedOut runs on any thread when the connection must go: too many are half done of those who have not shown who they are
     */
    LineIntake(NetSocketInternal socket, MemoryBudget budget, Runnable whenGranted, Runnable whenCrowdedOut) {
        this.channel = socket.channelHandlerContext().channel();
        this.budget = budget;
        this.whenGranted = whenGranted;
        this.whenCrowdedOut = whenCrowdedOut;
    }

    /** From here on the lines are those of a device that has shown who it is. */
    void identified() {
        identified = true;
        end(); // a stranger's claim ends with its line
    }

    void feed(Buffer bytes) {
        chunks.add(bytes.getBytes());
    }

    /** The client has ended its side: what came is all. */
    void inputEnded() {
        inputEnded = true;
    }

    boolean hasInputEnded() {
        return inputEnded;
    }

    /** The next whole line, or null when there is none, or none for which there is memory. */
    Line next() {
        next = next == null ? cut() : next;
        if (next == null || identified && !covers(next.bytes().length + MemoryBudget.PER_MESSAGE)) {
            return null;
        }
        Line given = next;
        next = null;
        return given;
    }

    private Line cut() {
        Line line = lines.next();
        while (line == null && !chunks.isEmpty()) {
            lines.feed(chunks.poll());
            line = lines.next();
        }
        return line;
    }

    /** The line that was given out last is to come once more. */
    void again(Line line) {
        next = line;
    }

    /** The memory of the line that was given out, for whoever keeps it and gives it back. */
    MemoryBudget.Claim takeOver() {
        MemoryBudget.Claim taken = memory;
        memory = null;
        return taken;
    }

    private boolean covers(long size) {
        if (memory == null) {
            memory = identified ? budget.claim(size, whenGranted) : budget.claimOfStranger(size, whenCrowdedOut);
        } else if (memory.isGranted()) {
            memory.resize(size); // the line was begun, and could have been longer
        }
        return !isWaiting();
    }

    /** Whether there must be memory before anything goes on. */
    boolean isWaiting() {
        return memory != null && !memory.isGranted();
    }

    /** Whether a line has begun that has no end yet. */
    boolean withinLine() {
        return lines.withinLine();
    }

    /** How many bytes of the line that has begun have come. */
    long begun() {
        return lines.begun();
    }

    /** What is there of the line that has begun, a copy. */
    Line partial() {
        return lines.partial();
    }

    /**
     * Reads on, when all lines are taken and there is memory for what has begun; false when there is none, and nothing is read. When the
     * client has ended its side it only says whether all is taken.
     */
    boolean readOn() {
        if (lines.begun() > FREE && memory == null) {
            covers(MAX_LINE + (long) MemoryBudget.PER_MESSAGE);
        }
        if (isWaiting()) {
            pause();
            return false;
        }
        if (!inputEnded) {
            // To be told to read on after its input has ended is an error to the native transport: the answers would be
            // lost with it.
            channel.config().setAutoRead(true);
        }
        return true;
    }

    /**
     * Reads no more. The channel is told, not the server above it: that one would read several buffers ahead, and keep them back until
     * after the end of the client's side is known.
     */
    void pause() {
        channel.config().setAutoRead(false);
    }

    /** Nothing of what came is kept. */
    void end() {
        if (memory != null) {
            memory.giveBack();
            memory = null;
        }
    }
}
