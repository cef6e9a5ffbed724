package io.wardlog.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.wardlog.batch.BatchFrame.Reading;
import io.wardlog.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one frame; used once, by one thread. */
final class BatchFrameDecoder {

    private static final int MIN_FRAME_BYTES = 4 + 4 + 2 + 1 + 4 + 4 + 4;

    private final byte[] bytes;
    private final ByteBuffer in;

    BatchFrameDecoder(byte[] bytes) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes);
    }

    Reading decode() {
        if (bytes.length > BatchFrame.MAX_FRAME_BYTES) {
            return new Reading.Refused(ErrorCode.FRAME_TOO_LARGE, "the frame is over 900 KiB");
        }
        if (bytes.length < MIN_FRAME_BYTES) {
            return malformed("the frame ends early");
        }
        byte[] magic = new byte[4];
        in.get(magic);
        if (!Arrays.equals(magic, BatchFrameWriter.MAGIC)) {
            return magic[0] == 'W' && magic[1] == 'L' && magic[2] == 'B'
                    ? new Reading.Refused(ErrorCode.UNSUPPORTED_VERSION, "the frame's version is not WLB1")
                    : malformed("the frame does not start with WLB1");
        }
        int crcAt = bytes.length - 4;
        if (in.getInt(crcAt) != BatchFrameWriter.crc32c(bytes, crcAt)) {
            return new Reading.Refused(ErrorCode.FRAME_CHECKSUM, "the CRC32C at the frame's end does not fit");
        }
        in.limit(crcAt);
        return decodeParts();
    }

    private Reading decodeParts() {
        byte[] header = take(remaining() < 4 ? -1 : in.getInt());
        byte[] signature = header == null ? null : take(remaining() < 2 ? -1 : Short.toUnsignedInt(in.getShort()));
        if (signature == null || remaining() < 9) {
            return malformed("the header or the signature is longer than the frame");
        }
        int compressionCode = Byte.toUnsignedInt(in.get());
        int rawLength = in.getInt();
        byte[] body = take(in.getInt());
        if (body == null || remaining() > 0) {
            return malformed("the body's length does not reach exactly to the frame's end");
        }
        if (rawLength < 0 || rawLength > BatchFrame.MAX_RAW_BODY_BYTES) {
            return new Reading.Refused(ErrorCode.FRAME_TOO_LARGE, "the raw body is over 8 MiB");
        }
        return Compression.fromCode(compressionCode)
                .map(compression -> decodeBody(header, signature, inflate(compression, body, rawLength)))
                .orElseGet(() -> new Reading.Refused(
                        ErrorCode.UNSUPPORTED_VERSION, "the compression is neither 0 (none) nor 1 (zstd)"));
    }

    /** The raw body of exactly {@code rawLength} bytes, or null when the compressed one gives anything else. */
    private static byte[] inflate(Compression compression, byte[] body, int rawLength) {
        if (compression == Compression.NONE) {
            return body.length == rawLength ? body : null;
        }
        byte[] raw = new byte[rawLength];
        try {
            // Stops at the array's end: a bomb never gets more memory than its own claim of at most 8 MiB.
            long length = Zstd.decompressByteArray(raw, 0, rawLength, body, 0, body.length);
            return !Zstd.isError(length) && length == rawLength ? raw : null;
        } catch (ZstdException e) {
            return null; // not zstd, or more bytes than claimed
        }
    }

    private static Reading decodeBody(byte[] header, byte[] signature, byte[] raw) {
        if (raw == null) {
            return malformed("the body does not decompress to its raw length");
        }
        ByteBuffer body = ByteBuffer.wrap(raw);
        List<BatchItem> items = new ArrayList<>();
        while (body.hasRemaining()) {
            byte[] event = take(body);
            byte[] sealed = event == null ? null : take(body);
            if (sealed == null || event.length == 0) {
                return malformed("item " + items.size() + " is empty or longer than the body");
            }
            items.add(new BatchItem(event, sealed));
            if (items.size() > BatchFrame.MAX_EVENTS) {
                return new Reading.Refused(ErrorCode.FRAME_TOO_LARGE, "more than 4,096 events");
            }
        }
        return new Reading.Value(new BatchFrame(header, signature, items));
    }

    private static byte[] take(ByteBuffer body) {
        if (body.remaining() < 4) {
            return null;
        }
        int length = body.getInt();
        if (length < 0 || length > body.remaining()) {
            return null;
        }
        byte[] part = new byte[length];
        body.get(part);
        return part;
    }

    private byte[] take(int length) {
        if (length < 0 || length > remaining()) {
            return null;
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    private int remaining() {
        return in.remaining();
    }

    private static Reading malformed(String detail) {
        return new Reading.Refused(ErrorCode.FRAME_MALFORMED, detail);
    }
}
