package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Lines of a stream: the same ones, whatever the pieces in which it comes, and never more kept than the limit. The first byte says how large they are. */
class LineSplitterFuzzTest extends FuzzedParser {

    private static final int LIMIT = 12;

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of("\1{\"a\":1}\r\n\n{\"b\":2}\n", "\3aaaaaaaaaaaaaaaaaaaaaaaa\rb\n\r\n", "\7\n\n\nlast")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length > 0) {
            byte[] stream = Arrays.copyOfRange(input, 1, input.length);
            assertThat(lines(stream, 1 + (input[0] & 0x1F))).isEqualTo(lines(stream, Math.max(1, stream.length)));
        }
    }

    private static List<String> lines(byte[] stream, int piece) {
        LineSplitter splitter = new LineSplitter(LIMIT);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < stream.length; from += piece) {
            splitter.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + piece)));
            for (Line line = splitter.next(); line != null; line = splitter.next()) {
                lines.add(told(line));
            }
        }
        lines.add(told(splitter.partial()) + splitter.withinLine());
        return lines;
    }

    private static String told(Line line) {
        assertThat(line.bytes().length).isLessThanOrEqualTo(LIMIT);
        return HexFormat.of().formatHex(line.bytes()) + "/" + line.length() + line.tooLong();
    }
}
