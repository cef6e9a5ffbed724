package io.wardlog.simulator.collector;

import io.wardlog.batch.BatchHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The beginning of a batch's frame, which is all that a receipt needs.
 *
 * @param rawBodyBytes the length of the body before compression
 */
record FrameHead(BatchHeader header, int rawBodyBytes) {
    private static final int MAGIC = 0x574C4231; // WLB1

    /** Reads a frame; none when it does not begin as one does. Nothing behind is looked at. */
    static Optional<FrameHead> read(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        try {
            if (in.getInt() != MAGIC) {
                return Optional.empty();
            }
            byte[] header = new byte[length(in.getInt(), in)];
            in.get(header);
            int signature = length(Short.toUnsignedInt(in.getShort()), in);
            in.position(in.position() + signature + 1); // the compression's code follows
            int rawBody = in.getInt();
            return BatchHeader.read(header) instanceof BatchHeader.Reading.Value value
                    ? Optional.of(new FrameHead(value.header(), rawBody))
                    : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException shorter) {
            return Optional.empty();
        }
    }

    private static int length(int claimed, ByteBuffer in) {
        if (claimed < 0 || claimed > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return claimed;
    }
}
