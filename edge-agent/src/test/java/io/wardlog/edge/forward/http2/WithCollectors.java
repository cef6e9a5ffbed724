package io.wardlog.edge.forward.http2;

import io.vertx.core.Vertx;
import io.wardlog.edge.forward.UplinkAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Collectors with a PKI of their own, and the uplink that a test makes to them; all gone after each test. */
abstract class WithCollectors {

    static final byte[] FRAME = "WLB1 and more".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    final Vertx vertx = Vertx.vertx();
    TestCollectors collectors;
    Http2Uplink uplink;

    @BeforeEach
    void start() throws IOException {
        collectors = new TestCollectors(vertx, directory.resolve("pki"));
    }

    @AfterEach
    void stop() {
        uplink.close();
        vertx.close().await();
    }

    static UplinkAnswer answer(CompletableFuture<UplinkAnswer> call) {
        return call.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
