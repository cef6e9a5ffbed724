package io.wardlog.edge.listen.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Whether what comes on a connection is read. While it is not, what has come already waits here: one receive buffer, or one TLS record. It alone
 * decides whether the channel reads by itself. Confined to the channel's event loop.
 */
final class ReadGate {

    private final Runnable whenOpened;
    private Channel channel;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private boolean shut;
    private boolean wasShut;
    private boolean ended;

    /** @param whenOpened goes on with the bytes that wait */
    ReadGate(Runnable whenOpened) {
        this.whenOpened = whenOpened;
    }

    void of(Channel reading) {
        channel = reading;
    }

    /** Lets nothing more through. */
    void shut() {
        shut = true;
        wasShut = true;
    }

    /** Lets through what waits and what comes. */
    void open() {
        shut = false;
        if (!ended) {
            whenOpened.run();
        }
    }

    boolean isShut() {
        return shut;
    }

    /** Whether nothing is read, or was not at some time since this was asked last, so that the client's silence says nothing. */
    boolean hasBeenShut() {
        boolean was = wasShut;
        wasShut = !ended && !channel.config().isAutoRead();
        return was || wasShut;
    }

    void add(ByteBuf more) {
        if (ended) {
            more.release();
        } else {
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), bytes, more);
        }
    }

    /** What waits to be cut. */
    ByteBuf bytes() {
        return bytes;
    }

    /** All was cut that may be; {@code useless} when the rest is thrown away, {@code waiting} when it waits for memory or for the client to read. */
    void cut(boolean useless, boolean waiting) {
        if (useless || !bytes.isReadable()) {
            bytes.release();
            bytes = Unpooled.EMPTY_BUFFER;
        }
        boolean reads = useless || !shut && !waiting;
        wasShut |= !reads;
        if (!ended) {
            channel.config().setAutoRead(reads);
        }
    }

    /** The connection is gone, and what waits with it. */
    void end() {
        ended = true;
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
