package io.wardlog.edge;

import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.edge.journal.UnsyncedMark;
import io.wardlog.edge.listen.PortConfig;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.listen.file.FileConfig;
import io.wardlog.edge.listen.http.HttpConfig;
import io.wardlog.edge.listen.mqtt.MqttConfig;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.registry.RegistryConfig;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.status.StatusConfig;
import io.wardlog.edge.throttle.LimitsConfig;
import io.wardlog.event.Identifiers;
import io.wardlog.tls.TlsFiles;
import io.wardlog.trace.TracingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The whole configuration of an edge agent. */
public record EdgeConfig(
        @Doc("This agent's name: unique in the tenant, the same for ever; it stands in every event and in its"
                + " certificate.")
        String agentId,

        @Doc("The tenant that the records belong to.") String tenantId,

        @Doc("The hospital that the gateway stands in.") String hospitalId,

        @Doc("Where the journal and its snapshot are kept. Nothing that was acknowledged is anywhere else until the"
                + " collector has it.")
        Path dataDir,

        @Doc("The device directory (YAML), reloaded when it changes.")
        Path devices,

        @Doc("The key that signs batches (PEM, PKCS#8); never the TLS key.")
        Path signingKey,

        @Doc("The public half of signingKey (PEM), as the collector's register has it.")
        Path signingPublicKey,

        @Doc("The public half of the tenant's seal key (PEM, X25519): patient data is sealed to it before it is"
                + " written.")
        Path sealPublicKey,

        @Doc("Certificate of the TLS ports, and the CA of the devices; needed when a TLS port is open.")
        Optional<TlsConfig> tls,

        @Doc("MQTT 3.1.1 and 5; not listened to when absent.")
        Optional<MqttConfig> mqtt,

        @Doc("NDJSON over TCP; not listened to when absent.")
        Optional<TcpConfig> tcp,

        @Doc("HTTP POST /v1/events; not listened to when absent.")
        Optional<HttpConfig> http,

        @Doc("NDJSON files that applications write into a shared volume; none are read when absent.")
        Optional<FileConfig> file,

        @Doc("How much may come in a second, from one device and from all together.")
        LimitsConfig limits,

        @Doc("How much disk the journal may take.") JournalConfig journal,

        @Doc("The tenant's own event types, beside the product's.")
        RegistryConfig registry,

        @Doc("Where batches go.") CollectorConfig collector,
        @Doc("Health, metrics and status.") StatusConfig status,

        @Doc("Spans of traced events; sent to nobody when absent.")
        Optional<TracingConfig> tracing) {

    /** The first part of the environment variables that override the file. */
    public static final String ENVIRONMENT_PREFIX = "WARDLOG_AGENT";

    public EdgeConfig {
        require(Identifiers.isDevice(agentId), "agentId must be an identifier such as gateway-icu-1");
        require(Identifiers.isTenantOrHospital(tenantId), "tenantId must be lower-case letters, digits and '-'");
        require(Identifiers.isTenantOrHospital(hospitalId), "hospitalId must be lower-case letters, digits and '-'");
        require(
                file.isPresent() || ports(mqtt, tcp, http).anyMatch(PortConfig::enabled),
                "no way in: open a port of mqtt, tcp or http, or read files");
        boolean tlsPort = ports(mqtt, tcp, http).anyMatch(ports -> ports.tls().isPresent());
        require(!tlsPort || tls.isPresent(), "a TLS port is open, but the section tls is missing");
        require(
                !journal.insecureWithoutSync() || ports(mqtt, tcp, http).allMatch(PortConfig::isLoopback),
                "journal.insecureWithoutSync acknowledges what is on no disk: it is for measuring, with every port of mqtt,"
                        + " tcp and http on a loopback address such as 127.0.0.1; take it out where devices send");
        Duration delay = collector.longestDelay();
        require(
                status.uplinkSilentAfter().compareTo(delay) >= 0,
                "status.uplinkSilentAfter must be at least " + delay.toMillis()
                        + "ms, collector.answerTimeout and 10s together: a receipt that is only late is no silence");
    }

    private static Stream<PortConfig> ports(
            Optional<MqttConfig> mqtt, Optional<TcpConfig> tcp, Optional<HttpConfig> http) {
        return Stream.of(mqtt.map(MqttConfig::ports), tcp.map(TcpConfig::ports), http.map(HttpConfig::ports))
                .flatMap(Optional::stream);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** How many connections may be open at a time, over all protocols. */
    long maxConnections() {
        return ports(mqtt, tcp, http)
                .filter(PortConfig::enabled)
                .mapToLong(PortConfig::maxConnections)
                .sum();
    }

    /** Where it listens, by the name of each way, {@code status} among them. */
    SortedMap<String, HostPort> listenAddresses() {
        SortedMap<String, HostPort> all = new TreeMap<>();
        mqtt.ifPresent(on -> put(all, "mqtt", on.ports()));
        tcp.ifPresent(on -> put(all, "tcp", on.ports()));
        http.ifPresent(on -> put(all, "http", on.ports()));
        all.put("status", status.listen());
        return all;
    }

    private static void put(SortedMap<String, HostPort> all, String way, PortConfig ports) {
        ports.plain().ifPresent(address -> all.put(way, address));
        ports.tls().ifPresent(address -> all.put(way + "s", address));
    }

    /** Whose agent this is. */
    public AgentIdentity identity() {
        return new AgentIdentity(tenantId, hospitalId, agentId);
    }

    /** The journal's directory. */
    public Path journalDirectory() {
        return dataDir.resolve("journal");
    }

    /** Whether its journal was ever written without syncs. */
    UnsyncedMark unsyncedMark() {
        return new UnsyncedMark(dataDir, journalDirectory());
    }

    /** The snapshot of the state. */
    public Path snapshotFile() {
        return dataDir.resolve("state.snapshot");
    }

    /** The key of the digests that repeats are known by. */
    Path digestKeyFile() {
        return dataDir.resolve("digest.key");
    }

    /** The registry bundle in force. */
    Path registryFile() {
        return dataDir.resolve("registry.bundle");
    }

    /** The files of the TLS ports, which may be replaced while the agent runs. */
    Optional<TlsFiles> tlsFiles() {
        return tls.map(files -> new TlsFiles(files.certificate(), files.key(), files.deviceCa()));
    }
}
