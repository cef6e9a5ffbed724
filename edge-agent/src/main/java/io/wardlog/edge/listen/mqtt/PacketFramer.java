package io.wardlog.edge.listen.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.MemoryBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Cuts the stream into whole MQTT packets (MQTT 5 section 2.1) before they are decoded, once there is {@link PacketMemory} for each; of a packet
 * over the limit only the beginning is kept. While it is shut ({@link ReadGate}), or the client does not take our answers, it cuts none. A packet
 * that is begun and not finished in time is told, and so is a connection that never sends one. Confined to the channel's event loop.
 */
final class PacketFramer extends ChannelInboundHandlerAdapter {

    private static final int MAX_HEADER = 5;
    private static final byte CONNECT = 0x10;
    private static final byte[] NONE = {};

    private final int limit;
    private final Duration timeout;
    private final Events events;
    private final PacketSyntax syntax = new PacketSyntax();
    private final ReadGate gate = new ReadGate(this::goOn);
    private final PacketMemory memory;

    private ChannelHandlerContext context;
    private byte[] packet = NONE;
    private int kept;
    private int headerLength;
    private long length;
    private long received;
    private boolean beginningTold;
    private boolean first = true;
    private boolean broken;
    private boolean cutting;
    private ScheduledFuture<?> timer;

    /** What the framer tells beside packets. */
    interface Events {
        /** The first packet is no CONNECT, or the length is no MQTT length: nothing after it can be read. */
        void unreadable(byte[] bytes);

        /** A whole packet that may not be, and nothing after it counts. */
        void malformed(PacketSyntax.Problem problem, byte[] bytes);

        /** The connection ended within a packet, whose beginning this is. */
        void brokenOff(byte[] bytes, long length);

        /** Nothing came in time; {@code bytes} are the beginning of a packet, or none. */
        void timedOut(byte[] bytes, long length);

        /** There are too many half packets of those who have not shown who they are. */
        void crowdedOut();
    }

    /** Packets of at most {@code limit} bytes in all pass. */
    PacketFramer(int limit, Duration timeout, MemoryBudget budget, Events events) {
        this.limit = limit;
        this.timeout = timeout;
        this.events = events;
        this.memory = new PacketMemory(
                budget,
                () -> context.executor().execute(this::goOn),
                () -> context.executor().execute(this::crowdedOut));
    }

    /** Whether bytes go through. */
    ReadGate gate() {
        return gate;
    }

    /** The memory of the packets. */
    PacketMemory memory() {
        return memory;
    }

    /** What has come of a packet that is not whole. */
    byte[] partial() {
        return kept == packet.length ? packet : Arrays.copyOf(packet, kept);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate.of(ctx.channel());
        schedule();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
        gate.end();
        memory.end();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        gate.add((ByteBuf) message);
        if (!cutting) {
            cut();
        }
    }

    /** Goes on with what is here, and reads on when it is not enough. */
    private void goOn() {
        if (!cutting) {
            cut();
            context.fireChannelReadComplete(); // the server writes its answers out when a reading is complete
            watch();
        }
    }

    private void cut() {
        cutting = true;
        ByteBuf in = gate.bytes();
        while (!broken && !gate.isShut() && answersGoOut() && in.isReadable()) {
            if (length == 0) {
                readHeader(in);
            } else if (memory.covers(packet[0], Math.min(length, limit))) {
                readBody(in);
            } else {
                break;
            }
            if (length > 0 && received == length) {
                complete();
            }
        }
        cutting = false;
        gate.cut(broken, memory.isWaiting() || !answersGoOut());
    }

    /** A client that sends and does not read would have us keep its answers without bound. */
    private boolean answersGoOut() {
        return context.channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.fireChannelWritabilityChanged(); // the server's own queue goes first
        if (answersGoOut()) {
            goOn();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        watch();
        ctx.fireChannelReadComplete();
    }

    private void watch() {
        if (received > 0 && timer == null && !broken) {
            schedule();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gate.end();
        memory.end();
        if (received > 0 && !broken) {
            broken = true;
            events.brokenOff(partial(), Math.max(received, length));
        }
        ctx.fireChannelInactive();
    }

    private void readHeader(ByteBuf in) {
        byte next = in.readByte();
        keep(next);
        received++;
        if (received == 1) {
            if (first && next != CONNECT) {
                unreadable();
            }
        } else if (next >= 0) {
            headerLength = (int) received;
            length = headerLength + remainingLength();
        } else if (received == MAX_HEADER) {
            unreadable();
        }
    }

    private void unreadable() {
        broken = true;
        cancel();
        events.unreadable(partial());
    }

    private void crowdedOut() {
        if (!broken) {
            broken = true;
            cancel();
            events.crowdedOut();
        }
    }

    private int remainingLength() {
        int remaining = 0;
        for (int i = headerLength - 1; i >= 1; i--) {
            remaining = remaining << 7 | packet[i] & 0x7F;
        }
        return remaining;
    }

    private void readBody(ByteBuf in) {
        int count = (int) Math.min(in.readableBytes(), length - received);
        int room = (int) Math.min(count, (length > limit ? Refusal.KEPT_BYTES : limit) - (long) kept);
        grow(kept + room);
        in.readBytes(packet, kept, room);
        in.skipBytes(count - room);
        kept += room;
        received += count;
        if (length > limit && !beginningTold && kept == Refusal.KEPT_BYTES) {
            beginningTold = true;
            context.fireChannelRead(new OversizedPacket(partial(), length, false));
        }
    }

    private void complete() {
        cancel();
        first = false;
        byte[] bytes = partial();
        Optional<PacketSyntax.Problem> problem = length > limit ? Optional.empty() : syntax.problem(bytes);
        if (problem.isPresent()) {
            broken = true;
            events.malformed(problem.get(), bytes);
            return;
        }
        Object whole = length > limit
                ? new OversizedPacket(bytes, length, true)
                : Unpooled.wrappedBuffer(bytes); // heap, so that a packet that nobody takes leaks nothing
        kept = 0;
        received = 0;
        length = 0;
        beginningTold = false;
        packet = NONE; // a silent connection keeps nothing
        memory.passing(() -> context.fireChannelRead(whole));
    }

    private void keep(byte next) {
        grow(kept + 1);
        packet[kept++] = next;
    }

    private void grow(int size) {
        if (size > packet.length) {
            packet = Arrays.copyOf(packet, Math.max(size, Math.max(packet.length * 2, MAX_HEADER)));
        }
    }

    private void schedule() {
        timer = context.executor().schedule(this::expired, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired() {
        timer = null;
        if (gate.isShut() || memory.isWaiting() || !answersGoOut()) {
            schedule(); // we are not reading: it is not the client's delay
        } else if (received > 0 || first) {
            broken = true;
            events.timedOut(partial(), Math.max(received, length));
        }
    }
}
