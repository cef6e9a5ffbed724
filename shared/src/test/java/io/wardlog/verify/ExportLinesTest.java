package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines are found however long they are and however the source hands out its bytes, and stay what they are while more is read. */
class ExportLinesTest {
    private static final int LINES = 200;

    private final List<String> texts = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void findsEveryLine(int seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            int length = random.nextInt(10) > 0 ? random.nextInt(3_000) : random.nextInt(400_000);
            texts.add(String.valueOf((char) ('a' + i % 26)).repeat(length));
        }
        texts.add(50, "x".repeat(ExportLines.MAX_LINE));
        texts.add(51, "y".repeat(ExportLines.MAX_LINE + 1));
        texts.add(52, "z".repeat(3 * ExportLines.MAX_LINE));
        boolean isEnded = seed % 2 == 0;
        String all = String.join("\n", texts) + (isEnded ? "\n" : "");
        assertLines(read(inPortions(all.getBytes(StandardCharsets.US_ASCII), random)), isEnded);
    }

    private static List<ExportLines.Line> read(InputStream in) throws IOException {
        ExportLines lines = new ExportLines(in);
        List<ExportLines.Line> read = new ArrayList<>();
        for (Optional<ExportLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            read.add(line.get());
        }
        return read;
    }

    private void assertLines(List<ExportLines.Line> lines, boolean isLastEnded) {
        assertThat(lines).hasSameSizeAs(texts);
        long offset = 0;
        for (int i = 0; i < lines.size(); i++) {
            ExportLines.Line line = lines.get(i);
            String text = texts.get(i);
            boolean isTooLong = text.length() > ExportLines.MAX_LINE;
            byte[] bytes = Arrays.copyOfRange(line.bytes(), line.from(), line.to());
            assertThat(new String(bytes, StandardCharsets.US_ASCII).equals(isTooLong ? "" : text))
                    .as("line %d", i + 1)
                    .isTrue();
            assertThat(line.isTooLong()).isEqualTo(isTooLong);
            assertThat(line.number()).isEqualTo(i + 1);
            assertThat(line.offset()).isEqualTo(offset);
            assertThat(line.isEnded()).isEqualTo(i + 1 < lines.size() || isLastEnded);
            offset += text.length() + 1;
        }
    }

    private static InputStream inPortions(byte[] bytes, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(100_000)));
            }
        };
    }
}
