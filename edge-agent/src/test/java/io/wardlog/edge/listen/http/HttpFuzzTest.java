package io.wardlog.edge.listen.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.config.DataSize;
import io.wardlog.edge.listen.FuzzedListener;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.Listener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/** A whole HTTP connection. */
class HttpFuzzTest extends FuzzedListener {

    private static final String HEAD = "POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Basic "
            + Base64.getEncoder()
                    .encodeToString((ListenFixture.PUMP + ":" + ListenFixture.TOKEN).getBytes(StandardCharsets.UTF_8))
            + "\r\n";

    @Override
    protected Listener create(Vertx vertx, ListenFixture fixture) {
        HttpConfig config = new HttpConfig(plain(fixture), DataSize.parse("64KiB"), Duration.ofSeconds(2));
        return HttpListeners.create(vertx, config, Optional.empty(), fixture.services);
    }

    @Override
    protected String way() {
        return "http";
    }

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        HEAD + "Content-Length: 7\r\n\r\n[{},{}]",
                        HEAD + "Transfer-Encoding: chunked\r\ntraceparent: 00-1\r\n\r\n3\r\n[{}\r\n1\r\n]\r\n0\r\n\r\n",
                        HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}" + "GET / HTTP/1.0\r\n\r\n",
                        "GET /v1/events?x=%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void answered(byte[] answers) {
        String text = new String(answers, StandardCharsets.ISO_8859_1);
        if (!text.isEmpty()) {
            assertThat(text).matches("(?s)HTTP/1\\.[01] [1-5]\\d\\d .*");
        }
    }
}
