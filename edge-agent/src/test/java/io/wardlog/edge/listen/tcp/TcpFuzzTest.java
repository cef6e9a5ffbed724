package io.wardlog.edge.listen.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.listen.FuzzedListener;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.Listener;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A whole connection that speaks in lines. */
class TcpFuzzTest extends FuzzedListener {

    private static final String HELLO =
            "{\"hello\":{\"deviceId\":\"" + ListenFixture.PUMP + "\",\"password\":\"" + ListenFixture.TOKEN + "\"}}";

    @Override
    protected Listener create(Vertx vertx, ListenFixture fixture) {
        Duration soon = Duration.ofSeconds(2);
        TcpConfig config = new TcpConfig(plain(fixture), false, soon, soon, 8);
        return TcpListeners.create(vertx, config, Optional.empty(), fixture.services);
    }

    @Override
    protected String way() {
        return "tcp";
    }

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        HELLO + "\n{\"a\":1}\r\n\n{\"b\":[2]}\n",
                        "{\"eventTime\":\"x\"}\n",
                        HELLO + "\n" + "x".repeat(300) + "\n",
                        HELLO)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void answered(byte[] answers) {
        String text = new String(answers, StandardCharsets.UTF_8);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            assertThat(StrictJson.read(line.getBytes(StandardCharsets.UTF_8), JsonLimits.DEVICE_MESSAGE))
                    .isInstanceOf(JsonReading.Value.class);
        }
    }
}
