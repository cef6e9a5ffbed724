package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.wardlog.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchFrameTest {

    private static final byte[] HEADER = {'{', '}'};
    private static final byte[] SIGNATURE = new byte[64];

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll @Size(max = 40) List<String> texts, @ForAll boolean zstd) {
        List<byte[]> events = texts.stream()
                .map(text -> ("e" + text).getBytes(StandardCharsets.UTF_8))
                .toList();
        BatchFrame frame = new BatchFrame(
                HEADER,
                SIGNATURE,
                events.stream().map(event -> new BatchItem(event, event)).toList());
        BatchFrame.Reading reading = BatchFrame.decode(frame.encode(zstd ? Compression.ZSTD : Compression.NONE));
        BatchFrame decoded = ((BatchFrame.Reading.Value) reading).frame();
        assertThat(decoded.header()).isEqualTo(HEADER);
        assertThat(decoded.signature()).isEqualTo(SIGNATURE);
        assertThat(decoded.items()).extracting(BatchItem::event).containsExactlyElementsOf(events);
        assertThat(decoded.items()).extracting(BatchItem::sealed).containsExactlyElementsOf(events);
    }

    @Property(tries = 5_000)
    void anyBytesAreAnsweredWithAValue(@ForAll byte[] bytes) {
        assertThat(BatchFrame.decode(bytes)).isInstanceOf(BatchFrame.Reading.Refused.class);
    }

    @Property(tries = 3_000)
    void anyBytesBehindAValidCrcAreAnsweredWithAValue(@ForAll @Size(max = 80) byte[] inside) {
        ByteBuffer frame = ByteBuffer.allocate(4 + inside.length + 4);
        frame.put(BatchFrameWriter.MAGIC).put(inside);
        frame.putInt(BatchFrameWriter.crc32c(frame.array(), frame.position()));
        assertThat(BatchFrame.decode(frame.array())).isInstanceOf(BatchFrame.Reading.class);
    }

    @Test
    void aZstdBombStopsAtItsOwnClaim() {
        byte[] bomb = Zstd.compress(new byte[64 * 1024 * 1024], 3);
        assertThat(refusal(frame(1, BatchFrame.MAX_RAW_BODY_BYTES, bomb))).isEqualTo(ErrorCode.FRAME_MALFORMED);
        assertThat(refusal(frame(1, 64 * 1024 * 1024, bomb))).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
        assertThat(refusal(frame(1, -1, bomb))).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
    }

    @Test
    void aFrameOver900KiBIsRefused() {
        assertThat(refusal(new byte[BatchFrame.MAX_FRAME_BYTES + 1])).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
    }

    @Test
    void moreThan4096EventsAreRefused() {
        ByteBuffer body = ByteBuffer.allocate(4_097 * 9);
        for (int i = 0; i < 4_097; i++) {
            body.putInt(1).put((byte) 'x').putInt(0);
        }
        assertThat(refusal(frame(0, body.capacity(), body.array()))).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
    }

    private static byte[] frame(int compression, int rawLength, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 + 2 + 2 + 64 + 9 + body.length + 4);
        out.put(BatchFrameWriter.MAGIC)
                .putInt(2)
                .put(HEADER)
                .putShort((short) 64)
                .put(SIGNATURE);
        out.put((byte) compression).putInt(rawLength).putInt(body.length).put(body);
        return out.putInt(BatchFrameWriter.crc32c(out.array(), out.position())).array();
    }

    private static ErrorCode refusal(byte[] frame) {
        BatchFrame.Reading reading = BatchFrame.decode(frame);
        assertThat(reading).isInstanceOf(BatchFrame.Reading.Refused.class);
        return ((BatchFrame.Reading.Refused) reading).code();
    }
}
