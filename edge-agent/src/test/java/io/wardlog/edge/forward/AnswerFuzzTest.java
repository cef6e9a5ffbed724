package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyRing;
import io.wardlog.testkit.FuzzedParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What somebody answers who is no collector of ours: nothing of it is believed. */
class AnswerFuzzTest extends FuzzedParser {

    private static final BatchLink SENT =
            new BatchLink("01980000-0000-7000-8000-000000000001", 1, Sha256.of(new byte[0]));

    private final AnswerCheck check =
            new AnswerCheck(new AgentIdentity("tenant-a", "hospital-1", "gateway-1"), new KeyRing(List.of()));

    /** The answers of docs/vectors, which a key signed that nobody trusts here. */
    @Override
    protected Stream<byte[]> seeds() throws IOException {
        String vector = Files.readString(Path.of("../docs/vectors/receipt.json"), StandardCharsets.UTF_8);
        return Pattern.compile("Frame\": \"([\\w-]+)\"")
                .matcher(vector)
                .results()
                .map(frame -> Base64.getUrlDecoder().decode(frame.group(1)));
    }

    @Override
    protected void parse(byte[] input) {
        assertThat(check.receipt(input, SENT)).isInstanceOf(AnswerCheck.Checked.Wrong.class);
        assertThat(check.head(input)).isInstanceOf(AnswerCheck.Checked.Wrong.class);
    }
}
