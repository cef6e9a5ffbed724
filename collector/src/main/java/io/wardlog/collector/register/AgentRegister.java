package io.wardlog.collector.register;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import io.wardlog.disclosure.SealKey;
import io.wardlog.event.Identifiers;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may send batches. Immutable, thread-safe. */
public final class AgentRegister {
    private final Map<String, RegisteredAgent> bySan;
    private final Map<String, RegisteredAgent> byKey;
    private final Map<String, SealKey> sealKeys;

    /**
     * @param agents all agents, each once
     * @param sealKeys every agent's tenant's seal key, by tenant id
     * @throws IllegalArgumentException when two agents share a certificate identity, a name or a signing key, or a tenant has no key
     */
    public AgentRegister(Collection<RegisteredAgent> agents, Map<String, SealKey> sealKeys) {
        this.bySan = unique(agents, RegisteredAgent::sanUri, "certificate identity");
        this.byKey = unique(agents, RegisteredAgent::key, "name");
        unique(agents, agent -> agent.signingKey().keyId().hex(), "signing key");
        this.sealKeys = Map.copyOf(sealKeys);
        agents.stream()
                .filter(agent -> !sealKeys.containsKey(agent.tenantId()))
                .findFirst()
                .ifPresent(agent -> {
                    throw new IllegalArgumentException("the tenant " + agent.tenantId() + " has no seal key");
                });
    }

    /**
     * Reads a register file; relative paths are relative to it.
     *
     * @throws ConfigException with every problem found
     */
    public static AgentRegister load(Path file) {
        RegisterConfig config = ConfigLoader.load(RegisterConfig.class, file, Map.of(), "WARDLOG_REGISTER");
        List<ConfigProblem> problems = new ArrayList<>();
        Map<String, SealKey> sealKeys = new LinkedHashMap<>();
        config.tenants().forEach((id, tenant) -> sealKey(id, tenant, problems).ifPresent(key -> sealKeys.put(id, key)));
        List<RegisteredAgent> agents = new ArrayList<>();
        for (RegisterConfig.Agent agent : config.agents()) {
            agent(agent, problems).filter(read -> agent.enabled()).ifPresent(agents::add);
        }
        if (problems.isEmpty()) {
            try {
                return new AgentRegister(agents, sealKeys);
            } catch (IllegalArgumentException contradiction) {
                problems.add(new ConfigProblem(0, "agents", contradiction.getMessage(), "Correct the register"));
            }
        }
        throw new ConfigException(file.toString(), problems);
    }

    /** The agent whose certificate carries one of these SAN URIs. */
    public Optional<RegisteredAgent> findBySan(Collection<String> sanUris) {
        return sanUris.stream().map(bySan::get).filter(agent -> agent != null).findFirst();
    }

    /** The agent with this name. */
    public Optional<RegisteredAgent> find(String tenantId, String agentId) {
        return Optional.ofNullable(byKey.get(tenantId + "/" + agentId));
    }

    /** The seal key of a tenant. */
    public Optional<SealKey> sealKey(String tenantId) {
        return Optional.ofNullable(sealKeys.get(tenantId));
    }

    /** The names {@code tenant/agent} of all agents. */
    public Set<String> agentKeys() {
        return byKey.keySet();
    }

    private static Optional<SealKey> sealKey(String id, RegisterConfig.Tenant tenant, List<ConfigProblem> problems) {
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

    private static Optional<RegisteredAgent> agent(RegisterConfig.Agent agent, List<ConfigProblem> problems) {
        String key = "agents." + agent.agentId();
        if (!Identifiers.isDevice(agent.agentId())
                || !Identifiers.isTenantOrHospital(agent.tenantId())
                || !Identifiers.isTenantOrHospital(agent.hospitalId())) {
            problems.add(new ConfigProblem(0, key, "has an id of a wrong form", "See formats, section 2"));
            return Optional.empty();
        }
        try {
            return Optional.of(new RegisteredAgent(
                    agent.tenantId(),
                    agent.hospitalId(),
                    agent.agentId(),
                    TrustedKey.of(PemKeys.readPublic(agent.signingPublicKey()), KeyPurpose.AGENT_BATCH),
                    agent.sanUri()
                            .orElse(RegisteredAgent.sanUri(agent.tenantId(), agent.hospitalId(), agent.agentId()))));
        } catch (IOException | IllegalArgumentException unusable) {
            problems.add(ConfigProblem.unusable(key + ".signingPublicKey", unusable, "Name an Ed25519 public key"));
            return Optional.empty();
        }
    }

    private static Map<String, RegisteredAgent> unique(
            Collection<RegisteredAgent> agents, java.util.function.Function<RegisteredAgent, String> by, String what) {
        return agents.stream().collect(Collectors.toUnmodifiableMap(by, agent -> agent, (first, second) -> {
            throw new IllegalArgumentException(
                    "the agents " + first.key() + " and " + second.key() + " have the same " + what);
        }));
    }
}
