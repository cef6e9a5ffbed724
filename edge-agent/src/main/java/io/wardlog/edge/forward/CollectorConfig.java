package io.wardlog.edge.forward;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import io.wardlog.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The collectors, the way to them, and how this agent shows who it is. */
public record CollectorConfig(
        @Doc("The one collector, for example https://collector.example:8443; this or urls")
        Optional<URI> url,

        @Doc("Several collectors of one installation, any of which takes any batch; this or url") @Default("")
        List<URI> urls,

        @Doc("Which of urls comes first: listed (the first that answers) or random (so that agents spread)")
        @Default("listed")
        Order order,

        @Doc("The HTTP proxy through which collectors are reached; directly when absent")
        Optional<ProxyConfig> proxy,

        @Doc("The CA certificates that a collector's certificate must come from (PEM); no other CA counts.")
        Path ca,

        @Doc(
                "This agent's certificate (SAN URI urn:wardlog:agent:{tenant}:{hospital}:{agent}) and its intermediates (PEM).")
        Path certificate,

        @Doc("The certificate's key (PEM, PKCS#8).") Path key,

        @Doc("The public keys whose receipts are believed (PEM); one for every collector.")
        List<Path> receiptPublicKeys,

        @Doc("How long a connection may take, proxy and TLS included.")
        @Default("10s")
        @Range(min = "100ms", max = "5m")
        Duration connectTimeout,

        @Doc("How long a receipt may take; longer than the collector gives Kafka.")
        @Default("30s")
        @Range(min = "1s", max = "10m")
        Duration answerTimeout,

        @Doc(
                "A connection is replaced when it is so old, or up to a third older, so that agents spread over their collectors again and renewed certificates count.")
        @Default("15m")
        @Range(min = "1s", max = "24h")
        Duration maxConnectionAge,

        @Doc(
                "How often an HTTP/2 connection is pinged; shorter than firewalls remember an idle one. When a ping is not answered before the next is due, the connection is replaced.")
        @Default("10s")
        @Range(min = "100ms", max = "5m")
        Duration pingInterval,

        @Doc(
                "For how long a collector that does not answer is waited for while every other one says that it does not know what custody has: it may know that this agent's journal is an old copy. Then what was not sent is sent.")
        @Default("2m")
        @Range(min = "1s", max = "1h")
        Duration custodyWait) {

    private static final int HTTPS_PORT = 443;

    /** Which of several collectors comes first. */
    public enum Order {
        /** The first of the list, as long as it answers. */
        LISTED,
        /** Any. */
        RANDOM
    }

    /** Refuses what cannot be a collector, and none, with {@code IllegalArgumentException}. */
    public CollectorConfig {
        if (url.isPresent() == !urls.isEmpty()) {
            throw new IllegalArgumentException("name the collector as url, or several as urls");
        }
        Stream.concat(url.stream(), urls.stream()).forEach(CollectorConfig::check);
        if (urls.stream().distinct().count() != urls.size()) {
            throw new IllegalArgumentException("urls names a collector twice");
        }
        if (receiptPublicKeys.isEmpty()) {
            throw new IllegalArgumentException("receiptPublicKeys is empty: no receipt could be believed");
        }
        if (connectTimeout.compareTo(answerTimeout) > 0) {
            throw new IllegalArgumentException("connectTimeout must not be longer than answerTimeout");
        }
    }

    private static void check(URI collector) {
        if (!"https".equalsIgnoreCase(collector.getScheme()) || collector.getHost() == null) {
            throw new IllegalArgumentException("url must be https://host:port");
        }
        boolean bare = collector.getRawUserInfo() == null
                && collector.getRawQuery() == null
                && collector.getRawFragment() == null
                && (collector.getRawPath().isEmpty() || collector.getRawPath().equals("/"));
        if (!bare) {
            throw new IllegalArgumentException("url must be no more than https://host:port");
        }
    }

    /** The collectors in the order of the file. */
    public List<HostPort> collectors() {
        return Stream.concat(url.stream(), urls.stream())
                .map(CollectorConfig::hostPort)
                .toList();
    }

    private static HostPort hostPort(URI uri) {
        String host = uri.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new HostPort(bare, uri.getPort() < 0 ? HTTPS_PORT : uri.getPort());
    }

    /** The same with this one of the collectors alone. */
    public CollectorConfig only(HostPort one) {
        return new CollectorConfig(
                Optional.of(URI.create("https://" + one)),
                List.of(),
                order,
                proxy,
                ca,
                certificate,
                key,
                receiptPublicKeys,
                connectTimeout,
                answerTimeout,
                maxConnectionAge,
                pingInterval,
                custodyWait);
    }

    /** How long it may be from one receipt to the next although nothing is wrong. */
    public Duration longestDelay() {
        return answerTimeout.plus(SealSchedule.INTERVAL);
    }

    /** The files of this agent's end of the connection. */
    public TlsFiles tlsFiles() {
        return new TlsFiles(certificate, key, ca);
    }
}
