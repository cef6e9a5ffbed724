package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/** A batch on the wire, with its checksum as it came and put right: an accepted frame is written and read again as the same. */
class BatchFrameFuzzTest extends FuzzedParser {

    private static final int COMPRESSION_BEHIND_SIGNATURE = 2;

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        Vector vector = Vector.of("batch.json");
        byte[] plain = vector.bytes("/frame");
        byte[] compressed =
                ((BatchFrame.Reading.Value) BatchFrame.decode(plain)).frame().encode(Compression.ZSTD);
        return Stream.concat(Stream.of(plain, compressed), vector.each("/negative", "frame"));
    }

    @Override
    protected void parse(byte[] input) {
        decode(input);
        if (input.length >= 8) {
            byte[] right = input.clone();
            System.arraycopy(BatchFrameWriter.MAGIC, 0, right, 0, 4);
            ByteBuffer.wrap(right).putInt(right.length - 4, BatchFrameWriter.crc32c(right, right.length - 4));
            decode(right);
        }
    }

    private static void decode(byte[] bytes) {
        if (BatchFrame.decode(bytes) instanceof BatchFrame.Reading.Value value) {
            byte[] plain = value.frame().encode(Compression.NONE);
            BatchFrame again = ((BatchFrame.Reading.Value) BatchFrame.decode(plain)).frame();
            assertThat(again.encode(Compression.NONE)).isEqualTo(plain);
            assertThat(isCompressed(bytes, value.frame()) || Arrays.equals(plain, bytes))
                    .isTrue();
            BatchHeader.read(value.frame().header());
        }
    }

    private static boolean isCompressed(byte[] bytes, BatchFrame frame) {
        return bytes[8 + frame.header().length + COMPRESSION_BEHIND_SIGNATURE + frame.signature().length] != 0;
    }
}
