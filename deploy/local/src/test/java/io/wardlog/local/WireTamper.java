package io.wardlog.local;

import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchItem;
import io.wardlog.batch.Compression;
import io.wardlog.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What someone who holds an agent's TLS key, and not its signing key, could make of a batch; all but the first mend the frame's checksum. */
enum WireTamper {
    A_BYTE_OF_THE_FRAME(ErrorCode.FRAME_CHECKSUM) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            return Frames.flipped(frame, frame.length / 2);
        }
    },
    A_BRACE_OF_THE_HEADER(ErrorCode.MALFORMED_JSON) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            return mended(frame, HEADER);
        }
    },
    A_DIGIT_OF_THE_HEADER(ErrorCode.SIGNATURE_INVALID) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            String label = "\"sealedAt\":\"";
            return mended(frame, text(frame).indexOf(label) + label.length());
        }
    },
    A_BYTE_OF_THE_SIGNATURE(ErrorCode.SIGNATURE_INVALID) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            return mended(frame, HEADER + ByteBuffer.wrap(frame).getInt(HEADER - 4) + 2);
        }
    },
    A_LETTER_OF_AN_EVENT(ErrorCode.CHECKSUM_MISMATCH) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            return withEvent(frame, eventId, Flip.A_LETTER_OF_A_VALUE);
        }
    },
    A_BRACE_OF_AN_EVENT(ErrorCode.MALFORMED_JSON) {
        @Override
        byte[] of(byte[] frame, String eventId) {
            return withEvent(frame, eventId, Flip.A_BRACE);
        }
    };

    /** Where the header begins: behind the magic and its length. */
    private static final int HEADER = 8;

    final ErrorCode code;

    WireTamper(ErrorCode code) {
        this.code = code;
    }

    /** The frame, which carries the event, changed. */
    abstract byte[] of(byte[] frame, String eventId);

    /** Whether a frame carries the event. */
    static boolean holds(byte[] frame, String eventId) {
        return BatchFrame.decode(frame) instanceof BatchFrame.Reading.Value value
                && value.frame().items().stream()
                        .anyMatch(item -> text(item.event()).contains(eventId));
    }

    private static byte[] mended(byte[] frame, int at) {
        return Frames.withChecksum(Frames.flipped(frame, at));
    }

    private static byte[] withEvent(byte[] frame, String eventId, Flip flip) {
        BatchFrame decoded = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
        List<BatchItem> items = decoded.items().stream()
                .map(item -> text(item.event()).contains(eventId)
                        ? new BatchItem(flip.in(item.event(), eventId), item.sealed())
                        : item)
                .toList();
        return new BatchFrame(decoded.header(), decoded.signature(), items).encode(Compression.ZSTD);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
