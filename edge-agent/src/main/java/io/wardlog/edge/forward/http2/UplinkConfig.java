package io.wardlog.edge.forward.http2;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Where the collector is, and how this agent and it know each other. */
public record UplinkConfig(
        @Doc(
                "The collector, https only, for example https://collector.example:8443; its certificate must name this host.")
        URI collector,

        @Doc("PEM file with the agent's TLS certificate, followed by its intermediates.")
        Path certificate,

        @Doc("PEM file with the certificate's PKCS#8 private key; never the signing key.")
        Path key,

        @Doc("PEM file with the CA certificates that the collector's certificate must come from; no other CA counts.")
        Path collectorCa,

        @Doc("How long a connection may take to come about, TLS included.")
        @Default("10s")
        @Range(min = "100ms", max = "2m")
        Duration connectTimeout,

        @Doc("How long a call may take in all; must be longer than the collector's deliveryTimeout.")
        @Default("30s")
        @Range(min = "100ms", max = "10m")
        Duration requestTimeout) {

    private static final int HTTPS_PORT = 443;

    /** Refuses what cannot be a collector with {@code IllegalArgumentException}. */
    public UplinkConfig {
        if (!"https".equalsIgnoreCase(collector.getScheme()) || collector.getHost() == null) {
            throw new IllegalArgumentException("collector must be an https URI with a host");
        }
        boolean bare = collector.getRawUserInfo() == null
                && collector.getRawQuery() == null
                && collector.getRawFragment() == null
                && (collector.getRawPath().isEmpty() || collector.getRawPath().equals("/"));
        if (!bare) {
            throw new IllegalArgumentException("collector must be no more than https://host:port");
        }
        if (connectTimeout.compareTo(requestTimeout) > 0) {
            throw new IllegalArgumentException("connectTimeout must not be longer than requestTimeout");
        }
    }

    /** The collector's host; an IPv6 address without its brackets. */
    String host() {
        String host = collector.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The collector's port, 443 when the URI names none. */
    int port() {
        return collector.getPort() < 0 ? HTTPS_PORT : collector.getPort();
    }
}
