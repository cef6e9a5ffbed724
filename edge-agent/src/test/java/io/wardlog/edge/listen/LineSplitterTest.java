package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.LineSplitter.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LineSplitterTest {

    private static final int LIMIT = 8;

    /** The oracle reads all at once; the splitter gets the same bytes in chunks. */
    @Property(tries = 1000)
    void cutsTheSameLinesWhateverTheChunks(
            @ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 20) int size) {
        List<String> expected = new ArrayList<>();
        String[] parts = stream.split("\n", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            String line = carriageReturnEnds(parts[i]) ? parts[i].substring(0, parts[i].length() - 1) : parts[i];
            if (!line.isEmpty()) {
                expected.add(line.substring(0, Math.min(LIMIT, line.length())) + "/" + line.length());
            }
        }

        LineSplitter splitter = new LineSplitter(LIMIT);
        List<String> found = new ArrayList<>();
        byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
        for (int from = 0; from < bytes.length; from += size) {
            splitter.feed(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
            for (Line line = splitter.next(); line != null; line = splitter.next()) {
                found.add(new String(line.bytes(), StandardCharsets.US_ASCII) + "/" + line.length());
                assertThat(line.tooLong()).isEqualTo(line.length() > LIMIT);
            }
        }

        assertThat(found).isEqualTo(expected);
        assertThat(splitter.withinLine()).isEqualTo(!parts[parts.length - 1].isEmpty());
        assertThat(splitter.partial().length()).isEqualTo(parts[parts.length - 1].length());
    }

    /** A line that is far too long is not kept to its end, so that its last byte is not known to be a carriage return. */
    private static boolean carriageReturnEnds(String line) {
        return line.endsWith("\r") && line.length() <= LIMIT + 1;
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.strings().withChars("ab\r\n\n").ofMaxLength(60);
    }
}
