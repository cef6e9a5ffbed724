package io.wardlog.edge;

import io.wardlog.edge.device.DeviceToken;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.keys.PemKeys;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory with everything that an agent needs: keys, certificates, one pump, a configuration on free ports. */
final class AgentFixture {

    static final String PUMP = "pump-7";
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    final Path directory;
    final Path configFile;
    private final Path pki;

    AgentFixture(Path directory) throws IOException {
        this(directory, Duration.ofDays(1));
    }

    /** @param valid how long the certificates are valid */
    AgentFixture(Path directory, Duration valid) throws IOException {
        this.directory = directory;
        this.pki = directory.resolve("pki");
        this.configFile = directory.resolve("agent.yaml");
        Validity validity = Validity.starting(Instant.now(), valid);
        DevelopmentPki authority = DevelopmentPki.create(pki, validity);
        authority.agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), validity);
        authority.collector(List.of("127.0.0.1"), validity);
        authority.tenant("acme");
        writeDevices(PUMP);
        Files.writeString(configFile, CONFIG);
    }

    private static final String CONFIG = """
            agentId: gateway-1
            tenantId: acme
            hospitalId: st-mary
            dataDir: data
            devices: devices.yaml
            signingKey: pki/agents/gateway-1/signing.key
            signingPublicKey: pki/agents/gateway-1/signing.pub.pem
            sealPublicKey: pki/tenants/acme/seal.pub.pem
            tls:
              certificate: pki/agents/gateway-1/tls.pem
              key: pki/agents/gateway-1/tls.key
              deviceCa: pki/ca.pem
            mqtt: {ports: {plain: "127.0.0.1:0", tls: "127.0.0.1:0"}}
            tcp: {ports: {plain: "127.0.0.1:0"}}
            http: {ports: {plain: "127.0.0.1:0"}}
            journal: {quota: 64MiB, segment: 4MiB, criticalReserve: 1MiB}
            collector:
              url: https://127.0.0.1:9
              ca: pki/ca.pem
              certificate: pki/agents/gateway-1/tls.pem
              key: pki/agents/gateway-1/tls.key
              receiptPublicKeys: [pki/collector/receipt.pub.pem]
            status: {listen: "127.0.0.1:0"}
            """;

    /** Writes a device directory with these infusion pumps. */
    void writeDevices(String... devices) throws IOException {
        StringBuilder yaml = new StringBuilder("devices:\n");
        for (String device : devices) {
            yaml.append("  ").append(device).append(":\n    type: infusion_pump\n    tokenHmac: ");
            yaml.append(DeviceToken.hmac(device, TOKEN)).append('\n');
        }
        writeDirectory(yaml.toString());
    }

    /** The packaged agent, as the launcher starts it; after Maven's phase package. */
    static String packaged() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            return Stream.concat(
                            Stream.of("target/wardlog-edge-agent.jar"),
                            libraries.map(Path::toString).sorted())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** Puts another device directory in the place of the one that is there, whole: an agent that runs may look at any time. */
    void writeDirectory(String yaml) throws IOException {
        Path next = Files.writeString(directory.resolve("devices.yaml.new"), yaml);
        Files.move(next, directory.resolve("devices.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** How its journal is written. */
    void journal(JournalConfig.Kind kind) throws IOException {
        configure("journal: {", "journal: {kind: " + kind.name().toLowerCase(Locale.ROOT) + ", ");
    }

    /** How the name of a file ends that groups are written to. */
    static String segmentName(JournalConfig.Kind kind) {
        return kind == JournalConfig.Kind.SEGMENT ? "/groups" : ".cq4";
    }

    /** Makes the journal as small as it may be. */
    void tightQuota() throws IOException {
        String config = Files.readString(configFile);
        Files.writeString(configFile, config.replace("quota: 64MiB", "quota: 12MiB"));
    }

    /** Where batches go, instead of to nobody: lines of the section collector. */
    void collectors(String... lines) throws IOException {
        String config = Files.readString(configFile);
        Files.writeString(
                configFile, config.replace("  url: https://127.0.0.1:9\n", "  " + String.join("\n  ", lines) + "\n"));
    }

    /** The directory of a TLS identity and of everything else that the authority issued. */
    Path pki() {
        return pki;
    }

    /** Fewer connections than there are, so that a test's process has descriptors enough. */
    void fewConnections() throws IOException {
        configure("ports: {plain", "ports: {maxConnections: 10, plain");
    }

    /** Appends a section to the configuration. */
    void configure(String section) throws IOException {
        Files.writeString(configFile, Files.readString(configFile) + section);
    }

    /** Writes the configuration with this text in place of another. */
    void configure(String text, String instead) throws IOException {
        String config = Files.readString(configFile);
        if (!config.contains(text)) {
            throw new AssertionError("the configuration has no " + text);
        }
        Files.writeString(configFile, config.replace(text, instead));
    }

    EdgeConfig config() {
        return EdgeAgentMain.load(configFile);
    }

    SigningCollector collector() throws IOException {
        return new SigningCollector(
                config().identity(),
                PemKeys.readSigner(pki.resolve("collector/receipt.key"), pki.resolve("collector/receipt.pub.pem")),
                PemKeys.readPublic(config().signingPublicKey()));
    }

    /** A heartbeat of the pump, now. */
    static String heartbeat() {
        return heartbeat(PUMP);
    }

    static String heartbeat(String deviceId) {
        return "{\"deviceId\":\"" + deviceId + "\",\"eventType\":\"device.heartbeat\",\"eventTime\":\"" + Instant.now()
                + "\",\"payload\":{\"status\":\"ok\"}}";
    }
}
