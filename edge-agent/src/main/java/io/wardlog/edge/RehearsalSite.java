package io.wardlog.edge;

import io.wardlog.edge.device.DeviceToken;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A directory with all that an agent and one device need for a few seconds. Every port is any free one; no collector is there. */
final class RehearsalSite {

    static final String DEVICE = "pump-1";

    private static final String CONFIG = """
            agentId: rehearsal
            tenantId: rehearsal
            hospitalId: rehearsal
            dataDir: data
            devices: devices.yaml
            signingKey: pki/agents/rehearsal/signing.key
            signingPublicKey: pki/agents/rehearsal/signing.pub.pem
            sealPublicKey: pki/tenants/rehearsal/seal.pub.pem
            tls:
              certificate: pki/agents/rehearsal/tls.pem
              key: pki/agents/rehearsal/tls.key
              deviceCa: pki/ca.pem
            mqtt: {ports: {plain: "127.0.0.1:0", tls: "127.0.0.1:0"}}
            tcp: {ports: {plain: "127.0.0.1:0"}}
            http: {ports: {plain: "127.0.0.1:0"}}
            journal: {quota: 64MiB, segment: 4MiB, criticalReserve: 1MiB}
            collector:
              url: https://127.0.0.1:9
              ca: pki/ca.pem
              certificate: pki/agents/rehearsal/tls.pem
              key: pki/agents/rehearsal/tls.key
              receiptPublicKeys: [pki/collector/receipt.pub.pem]
            status: {listen: "127.0.0.1:0"}
            """;

    private final Path directory;
    private final String token;

    RehearsalSite(Path directory) throws IOException {
        this.directory = directory;
        this.token = DeviceToken.generate(new SecureRandom());
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        pki.agent(new DevelopmentPki.AgentName("rehearsal", "rehearsal", "rehearsal"), List.of("127.0.0.1"), validity);
        pki.collector(List.of("127.0.0.1"), validity);
        pki.tenant("rehearsal");
        Files.writeString(
                directory.resolve("devices.yaml"),
                "devices:\n  %s: {type: infusion_pump, tokenHmac: %s}%n"
                        .formatted(DEVICE, DeviceToken.hmac(DEVICE, token)));
        Files.writeString(config(), CONFIG);
    }

    Path config() {
        return directory.resolve("agent.yaml");
    }

    Path ca() {
        return directory.resolve("pki/ca.pem");
    }

    /** The device's. */
    String token() {
        return token;
    }
}
