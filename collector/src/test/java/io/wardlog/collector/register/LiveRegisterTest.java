package io.wardlog.collector.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.config.ConfigException;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.PemKeys;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A register file through an agent's life. */
class LiveRegisterTest {
    private static final String AGENT =
            "  - {agentId: %s, tenantId: tenant-a, hospitalId: hospital-1, signingPublicKey: %s%s}\n";

    @TempDir
    Path directory;

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private KeyId first;
    private KeyId second;
    private LiveRegister register;

    @BeforeEach
    void start() throws Exception {
        pem("seal", KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        first = KeyId.of(pem("first", TestAgent.newKeys().getPublic()));
        second = KeyId.of(pem("second", TestAgent.newKeys().getPublic()));
        write(AGENT.formatted("gateway-1", "first.pem", ""));
        register = LiveRegister.open(file());
        register.register(meters);
    }

    @AfterEach
    void stop() {
        register.close();
    }

    private PublicKey pem(String name, PublicKey key) throws IOException {
        Files.writeString(directory.resolve(name + ".pem"), PemKeys.pem(key));
        return key;
    }

    private Path file() {
        return directory.resolve("register.yaml");
    }

    private void write(String agents) throws IOException {
        Files.writeString(file(), "tenants: {tenant-a: {sealPublicKey: seal.pem}}\nagents:\n" + agents);
    }

    private RegisteredAgent agent() {
        return register.get().find("tenant-a", "gateway-1").orElseThrow();
    }

    private double refused() {
        return meters.get("wardlog.register.refused").gauge().value();
    }

    @Test
    void aChangeIsTakenOverAndABadFileChangesNothing() throws Exception {
        assertThat(agent().isActive()).isTrue();
        write(AGENT.formatted(
                "gateway-1", "first.pem", ", state: decommissioned, decommissionedAt: 2026-11-26T09:00:00Z"));
        register.look();
        assertThat(agent().isActive()).isFalse();
        assertThat(agent().life().decommissionedAt()).contains(Instant.parse("2026-11-26T09:00:00Z"));
        assertThat(meters.get("wardlog.register.agents")
                        .tag("state", "decommissioned")
                        .gauge()
                        .value())
                .isEqualTo(1);

        write(AGENT.formatted("gateway-1", "missing.pem", "") + AGENT.formatted("gateway-2", "absent.pem", ""));
        register.look();
        assertThat(agent().isActive()).as("the old one is in force").isFalse();
        assertThat(refused()).isEqualTo(1);
        assertThat(logs.values("register_refused", "problems"))
                .singleElement()
                .asString()
                .as("every mistake")
                .contains("missing.pem", "absent.pem");
        Files.delete(file());
        register.look();
        assertThat(refused()).isEqualTo(1);

        write(AGENT.formatted("gateway-1", "first.pem", ""));
        register.look();
        assertThat(agent().isActive()).isTrue();
        assertThat(refused()).isZero();
    }

    @Test
    void replacedHardwareHasANewKeyAndTheOldOneForAWhile() throws Exception {
        write(AGENT.formatted(
                "gateway-1", "second.pem", ", formerKeys: [{publicKey: first.pem, until: \"2026-11-26T09:00:00Z\"}]"));
        register.look();
        Instant until = Instant.parse("2026-11-26T09:00:00Z");
        assertThat(agent().keys()).extracting(key -> key.keyId()).containsExactly(second, first);
        assertThat(agent().maySignWith(second, until.plusSeconds(1))).isTrue();
        assertThat(agent().maySignWith(first, until.minusSeconds(1))).isTrue();
        assertThat(agent().maySignWith(first, until)).isFalse();
    }

    @Test
    void aKeyBelongsToOneAgentAlsoWhenItIsAFormerOne() throws Exception {
        write(AGENT.formatted("gateway-1", "first.pem", "")
                + AGENT.formatted(
                        "gateway-2",
                        "second.pem",
                        ", formerKeys: [{publicKey: first.pem, until: \"2026-11-26T09:00:00Z\"}]"));
        assertThatThrownBy(() -> AgentRegister.load(file()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the same signing key");
    }

    @Test
    void whatContradictsItselfIsRefusedWithItsLine() throws Exception {
        for (String wrong : new String[] {
            ", decommissionedAt: 2026-11-26T09:00:00Z",
            ", state: decommissioned, decommissionedAt: yesterday",
            ", state: retired",
            ", formerKeys: [{publicKey: first.pem, until: \"2026-11-26\"}]"
        }) {
            write(AGENT.formatted("gateway-1", "first.pem", wrong));
            assertThatThrownBy(() -> AgentRegister.load(file()))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            failure ->
                                    assertThat(failure.problems().get(0).line()).isEqualTo(3));
        }
    }
}
