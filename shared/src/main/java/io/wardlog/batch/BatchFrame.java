package io.wardlog.batch;

import io.wardlog.error.ErrorCode;
import java.util.List;

/**
 * A batch on the wire, {@code application/vnd.wardlog.batch}, big-endian:
 *
 * <pre>
 * "WLB1" · u32 header length · header · u16 signature length · signature · u8 compression · u32 raw body length
 *        · u32 body length · body · u32 CRC32C of all before
 * body (raw): count × ( u32 event length · event · u32 sealed length · sealed block or nothing )
 * </pre>
 *
 * @param header the header's canonical bytes, without tag
 * @param signature over the tagged header
 * @param items the events in journal order
 */
public record BatchFrame(byte[] header, byte[] signature, List<BatchItem> items) {

    /** The media type of a frame. */
    public static final String MEDIA_TYPE = "application/vnd.wardlog.batch";

    /** The most events of one batch. */
    public static final int MAX_EVENTS = 4_096;

    /** The most bytes of a frame: 900 KiB. */
    public static final int MAX_FRAME_BYTES = 900 * 1024;

    /** The most bytes of a raw body: 8 MiB; decoders stop there. */
    public static final int MAX_RAW_BODY_BYTES = 8 * 1024 * 1024;

    public BatchFrame {
        items = List.copyOf(items);
    }

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a frame. What it says is not checked yet. */
        record Value(BatchFrame frame) implements Reading {}

        /** The bytes are no frame. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /**
     * The frame's bytes. The same frame and compression give the same bytes with the same library only: what must be
     * resent byte-identically is kept, not encoded again.
     *
     * @throws IllegalArgumentException when the frame would break a limit
     */
    public byte[] encode(Compression compression) {
        return new BatchFrameWriter()
                .write(new BatchFrameWriter.Head(header, signature), BatchBody.of(items), items.size(), compression);
    }

    /** Decodes a frame; stops at every limit before it allocates for what lies beyond. Never throws for its input. */
    public static Reading decode(byte[] bytes) {
        return new BatchFrameDecoder(bytes).decode();
    }
}
