package io.wardlog.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes frames. */
final class BatchFrameEncoder {

    static final byte[] MAGIC = {'W', 'L', 'B', '1'};
    /** Of events, which are much alike, the fastest level makes no more bytes than the usual one, in little more than half the time. */
    private static final int ZSTD_LEVEL = 1;

    private BatchFrameEncoder() {}

    static byte[] encode(BatchFrame frame, Compression compression) {
        byte[] raw = rawBody(frame);
        byte[] body = compression == Compression.NONE ? raw : compressed(raw);
        int length = MAGIC.length + 4 + frame.header().length + 2 + frame.signature().length + 9 + body.length + 4;
        if (length > BatchFrame.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of " + length + " bytes; at most " + BatchFrame.MAX_FRAME_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC);
        out.putInt(frame.header().length).put(frame.header());
        out.putShort((short) frame.signature().length).put(frame.signature());
        out.put((byte) compression.code())
                .putInt(raw.length)
                .putInt(body.length)
                .put(body);
        return out.putInt(crc32c(out.array(), out.position())).array();
    }

    /** No more room than a frame may have is taken for it. */
    private static byte[] compressed(byte[] raw) {
        byte[] body = new byte[(int) Math.min(Zstd.compressBound(raw.length), BatchFrame.MAX_FRAME_BYTES)];
        try {
            return Arrays.copyOf(body, (int) Zstd.compress(body, raw, ZSTD_LEVEL));
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                throw new IllegalArgumentException("a frame of more than " + BatchFrame.MAX_FRAME_BYTES + " bytes", e);
            }
            throw e;
        }
    }

    private static byte[] rawBody(BatchFrame frame) {
        long length = frame.items().stream().mapToLong(BatchItem::bodyLength).sum();
        if (length > BatchFrame.MAX_RAW_BODY_BYTES || frame.items().size() > BatchFrame.MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "a batch of " + frame.items().size() + " events and " + length + " bytes");
        }
        ByteBuffer raw = ByteBuffer.allocate((int) length);
        for (BatchItem item : frame.items()) {
            raw.putInt(item.event().length).put(item.event());
            raw.putInt(item.sealed().length).put(item.sealed());
        }
        return raw.array();
    }

    static int crc32c(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
