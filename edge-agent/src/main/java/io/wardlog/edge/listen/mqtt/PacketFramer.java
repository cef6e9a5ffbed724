package io.wardlog.edge.listen.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.wardlog.edge.accept.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Cuts the stream into whole MQTT packets (MQTT 5 section 2.1) before they are decoded. Memory grows with what has come, not with what a
 * header promises; of a packet over the limit only the beginning is kept. A packet that is begun and not finished in time is
 * told, and so is a connection that never sends one. Confined to the channel's event loop.
 */
final class PacketFramer extends ChannelInboundHandlerAdapter {

    private static final int MAX_HEADER = 5;
    private static final byte CONNECT = 0x10;

    private final int limit;
    private final Duration timeout;
    private final Events events;
    private final PacketSyntax syntax = new PacketSyntax();

    private byte[] packet = new byte[512];
    private int kept;
    private int headerLength;
    private long length;
    private long received;
    private boolean beginningTold;
    private boolean first = true;
    private boolean broken;
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
    }

    /** Packets of at most {@code limit} bytes in all pass. */
    PacketFramer(int limit, Duration timeout, Events events) {
        this.limit = limit;
        this.timeout = timeout;
        this.events = events;
    }

    /** What has come of a packet that is not whole. */
    byte[] partial() {
        return Arrays.copyOf(packet, kept);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        schedule(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (!broken && in.isReadable()) {
                if (length == 0) {
                    readHeader(in);
                } else {
                    readBody(ctx, in);
                }
                if (length > 0 && received == length) {
                    complete(ctx);
                }
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (received > 0 && timer == null && !broken) {
            schedule(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
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

    private int remainingLength() {
        int remaining = 0;
        for (int i = headerLength - 1; i >= 1; i--) {
            remaining = remaining << 7 | packet[i] & 0x7F;
        }
        return remaining;
    }

    private void readBody(ChannelHandlerContext ctx, ByteBuf in) {
        int count = (int) Math.min(in.readableBytes(), length - received);
        int room = (int) Math.min(count, (length > limit ? Refusal.KEPT_BYTES : limit) - (long) kept);
        grow(kept + room);
        in.readBytes(packet, kept, room);
        in.skipBytes(count - room);
        kept += room;
        received += count;
        if (length > limit && !beginningTold && kept == Refusal.KEPT_BYTES) {
            beginningTold = true;
            ctx.fireChannelRead(new OversizedPacket(partial(), length, false));
        }
    }

    private void complete(ChannelHandlerContext ctx) {
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
        if (packet.length > 8192) {
            packet = new byte[512];
        }
        ctx.fireChannelRead(whole);
    }

    private void keep(byte next) {
        grow(kept + 1);
        packet[kept++] = next;
    }

    private void grow(int size) {
        if (size > packet.length) {
            packet = Arrays.copyOf(packet, Math.max(size, packet.length * 2));
        }
    }

    private void schedule(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> expired(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired(ChannelHandlerContext ctx) {
        timer = null;
        if (!ctx.channel().config().isAutoRead()) {
            schedule(ctx); // we are not reading: it is not the client's delay
        } else if (received > 0 || first) {
            broken = true;
            events.timedOut(partial(), Math.max(received, length));
        }
    }
}
