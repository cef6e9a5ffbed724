package io.wardlog.collector.register;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import io.wardlog.disclosure.SealKey;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a register file and the keys that it names, and finds every problem. Used once. */
final class RegisterReader {
    private final Path file;
    private final List<ConfigProblem> problems = new ArrayList<>();

    RegisterReader(Path file) {
        this.file = file;
    }

    AgentRegister read() {
        RegisterConfig config = ConfigLoader.load(RegisterConfig.class, file, Map.of(), "WARDLOG_REGISTER");
        Map<String, SealKey> sealKeys = new LinkedHashMap<>();
        config.tenants().forEach((id, tenant) -> sealKey(id, tenant).ifPresent(key -> sealKeys.put(id, key)));
        List<RegisteredAgent> agents = config.agents().stream()
                .map(this::agent)
                .flatMap(Optional::stream)
                .toList();
        if (problems.isEmpty()) {
            try {
                return new AgentRegister(agents, sealKeys);
            } catch (IllegalArgumentException contradiction) {
                problems.add(new ConfigProblem(0, "agents", contradiction.getMessage(), "Correct the register"));
            }
        }
        throw new ConfigException(file.toString(), problems);
    }

    private Optional<SealKey> sealKey(String id, RegisterConfig.Tenant tenant) {
        String key = "tenants." + id;
        if (!Identifiers.isTenantOrHospital(id)) {
            problems.add(new ConfigProblem(0, key, "is no tenant id", "Use lower-case letters, digits and hyphens"));
        }
        try {
            return Optional.of(new SealKey(PemKeys.readPublic(tenant.sealPublicKey())));
        } catch (IOException | IllegalArgumentException unusable) {
            problems.add(ConfigProblem.unusable(key + ".sealPublicKey", unusable, "Name an X25519 public key"));
            return Optional.empty();
        }
    }

    private Optional<RegisteredAgent> agent(RegisterConfig.Agent agent) {
        String key = "agents." + agent.agentId();
        if (!Identifiers.isDevice(agent.agentId())
                || !Identifiers.isTenantOrHospital(agent.tenantId())
                || !Identifiers.isTenantOrHospital(agent.hospitalId())) {
            problems.add(new ConfigProblem(0, key, "has an id of a wrong form", "See formats, section 2"));
            return Optional.empty();
        }
        RegisteredAgent.Life life = life(agent, key);
        return signingKey(key + ".signingPublicKey", agent.signingPublicKey())
                .map(signingKey -> new RegisteredAgent(
                        agent.tenantId(), agent.hospitalId(), agent.agentId(), signingKey, sanUri(agent), life));
    }

    private static String sanUri(RegisterConfig.Agent agent) {
        return agent.sanUri()
                .orElseGet(() -> RegisteredAgent.sanUri(agent.tenantId(), agent.hospitalId(), agent.agentId()));
    }

    private RegisteredAgent.Life life(RegisterConfig.Agent agent, String key) {
        List<RegisteredAgent.FormerKey> former = new ArrayList<>();
        for (RegisterConfig.FormerKey before : agent.formerKeys().orElse(List.of())) {
            signingKey(key + ".formerKeys", before.publicKey())
                    .ifPresent(read -> former.add(new RegisteredAgent.FormerKey(read, time(before.until()))));
        }
        return new RegisteredAgent.Life(
                former,
                agent.state() == RegisterConfig.State.DECOMMISSIONED,
                agent.decommissionedAt().map(RegisterReader::time));
    }

    private Optional<TrustedKey> signingKey(String key, Path pem) {
        try {
            return Optional.of(TrustedKey.of(PemKeys.readPublic(pem), KeyPurpose.AGENT_BATCH));
        } catch (IOException | IllegalArgumentException unusable) {
            problems.add(ConfigProblem.unusable(key, unusable, "Name an Ed25519 public key"));
            return Optional.empty();
        }
    }

    private static Instant time(String text) {
        return EventTimes.read(text).orElseThrow(() -> new IllegalStateException("the configuration checked the time"));
    }
}
