package io.wardlog.edge.forward.http2;

import io.vertx.core.Vertx;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.CollectorConfig.Order;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an uplink under test is set up with; each method gives another setting. */
record UplinkSetting(
        Path identity,
        Path ca,
        Order order,
        Optional<ProxyConfig> proxy,
        Duration connectTimeout,
        Duration limit,
        Duration maxAge,
        Duration pingInterval) {

    /** With the certificate and key in the directory {@code identity}. */
    UplinkSetting(Path identity, Path ca) {
        this(
                identity,
                ca,
                Order.LISTED,
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMinutes(15),
                Duration.ofSeconds(10));
    }

    /** How long a call and a connection may take. */
    UplinkSetting limit(Duration time) {
        return new UplinkSetting(identity, ca, order, proxy, time, time, maxAge, pingInterval);
    }

    UplinkSetting connectTimeout(Duration time) {
        return new UplinkSetting(identity, ca, order, proxy, time, limit, maxAge, pingInterval);
    }

    UplinkSetting order(Order other) {
        return new UplinkSetting(identity, ca, other, proxy, connectTimeout, limit, maxAge, pingInterval);
    }

    UplinkSetting proxy(ProxyConfig through) {
        return new UplinkSetting(
                identity, ca, order, Optional.of(through), connectTimeout, limit, maxAge, pingInterval);
    }

    UplinkSetting maxAge(Duration age) {
        return new UplinkSetting(identity, ca, order, proxy, connectTimeout, limit, age, pingInterval);
    }

    UplinkSetting pingInterval(Duration interval) {
        return new UplinkSetting(identity, ca, order, proxy, connectTimeout, limit, maxAge, interval);
    }

    /** The configuration for these collectors, each {@code host:port}. */
    CollectorConfig config(String... collectors) {
        return new CollectorConfig(
                Optional.empty(),
                Arrays.stream(collectors)
                        .map(each -> URI.create("https://" + each))
                        .toList(),
                order,
                proxy,
                ca,
                identity.resolve("tls.pem"),
                identity.resolve("tls.key"),
                List.of(Path.of("receipt.pub.pem")),
                connectTimeout,
                limit,
                maxAge,
                pingInterval,
                Duration.ofMinutes(2));
    }

    TlsMaterial material() throws IOException {
        return TlsMaterial.read(
                new TlsFiles(identity.resolve("tls.pem"), identity.resolve("tls.key"), ca), Instant.now());
    }

    Http2Uplink uplink(Vertx vertx, String... collectors) throws IOException {
        return new Http2Uplink(vertx, config(collectors), material());
    }
}
