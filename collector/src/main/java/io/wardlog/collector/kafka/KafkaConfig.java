package io.wardlog.collector.kafka;

import io.wardlog.collector.tls.ClientTls;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Kafka cluster, and what the collector asks of it. */
public record KafkaConfig(
        @Doc("Brokers to ask first, as host:port") @Default("127.0.0.1:9092")
        List<HostPort> bootstrap,

        @Doc(
                "Asks by name for a cluster that keeps one copy of each record: for one machine only. Missing topics are created")
        @Default("false")
        boolean singleNode,

        @Doc("TLS to the brokers, with this process's certificate as its name in Kafka's access rules")
        Optional<ClientTls> tls,

        @Doc("Asks by name for unencrypted connections to brokers on other machines") @Default("false")
        boolean allowRemotePlaintext,

        @Doc("Partitions of batches, events, disclosures, proofs and leaves; fixed for the life of the cluster")
        @Default("12")
        @Range(min = "1", max = "1000")
        int partitions,

        @Doc(
                "How long a collector may be gone before others take over its partitions; a restart within it moves nothing")
        @Default("30s")
        @Range(min = "6s", max = "30m")
        Duration sessionTimeout) {

    /** Refuses plain text to remote brokers that nobody asked for. */
    public KafkaConfig {
        bootstrap = List.copyOf(bootstrap);
        if (bootstrap.isEmpty()) {
            throw new IllegalArgumentException("bootstrap must name at least one broker");
        }
        if (tls.isEmpty()
                && !allowRemotePlaintext
                && !bootstrap.stream().map(HostPort::host).allMatch(KafkaConfig::isLoopback)) {
            throw new IllegalArgumentException(
                    "connections to other machines are not encrypted: add the section tls, or set allowRemotePlaintext");
        }
        if (tls.isPresent() && allowRemotePlaintext) {
            throw new IllegalArgumentException("tls and allowRemotePlaintext contradict each other: remove one");
        }
    }

    /** The brokers as Kafka's clients take them. */
    public String bootstrapServers() {
        return bootstrap.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    /** Whether records may travel to this host as the connection is: encrypted, on this machine, or asked for by name. */
    public boolean maySpeakTo(String host) {
        return tls.isPresent() || allowRemotePlaintext || isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
