package io.wardlog.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes frames, one after the other in the same room. Not thread-safe. */
public final class BatchFrameWriter {

    static final byte[] MAGIC = {'W', 'L', 'B', '1'};
    /** Of events, which are much alike, the fastest level makes no more bytes than the usual one, in little more than half the time. */
    private static final int ZSTD_LEVEL = 1;

    private byte[] compressed = {};

    /** What is signed, and its signature. */
    public record Head(byte[] header, byte[] signature) {}

    /**
     * The frame of the first {@code events} of a body.
     *
     * @throws IllegalArgumentException when it would break a limit of {@link BatchFrame}
     */
    public byte[] write(Head head, BatchBody body, int events, Compression compression) {
        int rawLength = body.length(events);
        if (rawLength > BatchFrame.MAX_RAW_BODY_BYTES || events > BatchFrame.MAX_EVENTS) {
            throw new IllegalArgumentException("a batch of " + events + " events and " + rawLength + " bytes");
        }
        boolean plain = compression == Compression.NONE;
        int bodyLength = plain ? rawLength : compress(body.array(), rawLength);
        int length = MAGIC.length + 4 + head.header().length + 2 + head.signature().length + 9 + bodyLength + 4;
        if (length > BatchFrame.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of " + length + " bytes; at most " + BatchFrame.MAX_FRAME_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC);
        out.putInt(head.header().length).put(head.header());
        out.putShort((short) head.signature().length).put(head.signature());
        out.put((byte) compression.code()).putInt(rawLength).putInt(bodyLength);
        out.put(plain ? body.array() : compressed, 0, bodyLength);
        return out.putInt(crc32c(out.array(), out.position())).array();
    }

    /** Into {@link #compressed}, which is no larger than a frame may be; returns how much it is. */
    private int compress(byte[] raw, int length) {
        int room = (int) Math.min(Zstd.compressBound(length), BatchFrame.MAX_FRAME_BYTES);
        if (compressed.length < room) {
            compressed = new byte[room];
        }
        try {
            return (int) Zstd.compressByteArray(compressed, 0, room, raw, 0, length, ZSTD_LEVEL);
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                throw new IllegalArgumentException("a frame of more than " + BatchFrame.MAX_FRAME_BYTES + " bytes", e);
            }
            throw e;
        }
    }

    static int crc32c(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
