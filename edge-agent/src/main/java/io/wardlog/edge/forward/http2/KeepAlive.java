package io.wardlog.edge.forward.http2;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pings an HTTP/2 connection, so that firewalls keep it and one that died without a word is closed. */
final class KeepAlive {

    private static final Logger log = LoggerFactory.getLogger(KeepAlive.class);
    private static final Buffer PING = Buffer.buffer("wardlog!"); // 8 octets, RFC 9113 section 6.7

    private KeepAlive() {}

    /** Pings once in every {@code interval} until the connection closes; an answer must come before the next ping is due. */
    static void watch(Vertx vertx, HttpConnection connection, Duration interval) {
        if (connection.protocolVersion() != HttpVersion.HTTP_2) {
            return;
        }
        AtomicBoolean unanswered = new AtomicBoolean();
        long timer = vertx.setPeriodic(interval.toMillis(), id -> {
            if (unanswered.getAndSet(true)) {
                log.atWarn().log("uplink_ping_unanswered");
                connection.close();
            } else {
                connection.ping(PING).onSuccess(pong -> unanswered.set(false));
            }
        });
        connection.closeHandler(closed -> vertx.cancelTimer(timer));
    }
}
