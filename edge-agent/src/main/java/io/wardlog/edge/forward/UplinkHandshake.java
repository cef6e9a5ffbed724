package io.wardlog.edge.forward;

import io.wardlog.config.HostPort;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The first half of the way to a collector, for who wants to know where the way ends: proxy and TLS, as the {@link Uplink} does both. */
@FunctionalInterface
public interface UplinkHandshake {

    /**
     * Connects, agrees, and hangs up. Completes on any thread; with a failure when there is no connection, the proxy refuses, or one end does
     * not accept the other. With TLS 1.3 a collector may refuse the agent's certificate only after this.
     */
    CompletableFuture<Agreed> with(HostPort collector);

    /**
     * What both ends agreed on.
     *
     * @param protocol the version of TLS
     * @param http the version of HTTP, as ALPN has it (RFC 7301)
     * @param notAfter until when the collector's certificate is valid
     */
    record Agreed(String protocol, String http, Instant notAfter) {}
}
