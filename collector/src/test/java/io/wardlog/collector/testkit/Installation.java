package io.wardlog.collector.testkit;

import io.wardlog.keys.PemKeys;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The files of a collector with the roles ingest and custody, as {@code wardlog pki} and an operator would write them. */
public final class Installation {
    /** How long the certificates are valid, from now on. */
    public static final Duration VALID = Duration.ofDays(1);

    private Installation() {}

    /** Writes keys, register and configuration, with this agent registered, and returns the configuration's file. */
    public static Path write(Path directory, TestAgent agent, int kafkaPort, int ingestPort) throws IOException {
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), VALID);
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        pki.collector(List.of(), validity);
        pki.tenant("tenant-a");
        pki.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "gateway-1"), List.of(), validity);
        Files.writeString(
                directory.resolve("agent.pub.pem"), PemKeys.pem(agent.keys().getPublic()));
        Files.writeString(directory.resolve("register.yaml"), """
                tenants: {tenant-a: {sealPublicKey: pki/tenants/tenant-a/seal.pub.pem}}
                agents:
                  - {agentId: gateway-1, tenantId: tenant-a, hospitalId: hospital-1, signingPublicKey: agent.pub.pem}
                """);
        return Files.writeString(directory.resolve("collector.yaml"), """
                collectorId: collector-1
                roles: [ingest, custody]
                dataDir: data
                register: register.yaml
                kafka: {bootstrap: ["127.0.0.1:%d"], singleNode: true, partitions: 3}
                ingest:
                  listen: 127.0.0.1:%d
                  certificate: pki/collector/tls.pem
                  key: pki/collector/tls.key
                  clientCa: pki/ca.pem
                  receiptKey: pki/collector/receipt.key
                  receiptPublicKey: pki/collector/receipt.pub.pem
                  deliveryTimeout: 5s
                custody: {receiptPublicKeys: [pki/collector/receipt.pub.pem]}
                status: {listen: "127.0.0.1:0"}
                """.formatted(kafkaPort, ingestPort));
    }
}
