package io.wardlog.edge.listen.http;

import io.vertx.core.Vertx;
import io.wardlog.config.DataSize;
import io.wardlog.edge.listen.ListenFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The HTTP ports, with and without TLS, of a {@link ListenFixture}. */
final class HttpFixture {

    private HttpFixture() {}

    /** Opens them; a body may have 64 KiB. */
    static ListenFixture start(Path directory, Vertx vertx, Duration requestTimeout) throws Exception {
        return new ListenFixture(directory)
                .start(
                        vertx,
                        f -> HttpListeners.create(
                                vertx,
                                new HttpConfig(f.ports, DataSize.parse("64KiB"), requestTimeout),
                                Optional.of(f.tls),
                                f.services));
    }
}
