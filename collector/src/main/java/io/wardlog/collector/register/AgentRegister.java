package io.wardlog.collector.register;

import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.TrustedKey;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which agents there are and with which keys. Immutable, thread-safe. */
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
        refuseSharedKeys(agents);
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
     * @throws io.wardlog.config.ConfigException with every problem found
     */
    public static AgentRegister load(Path file) {
        return new RegisterReader(file).read();
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

    /** All agents, also those that are decommissioned. */
    public Collection<RegisteredAgent> agents() {
        return byKey.values();
    }

    private static void refuseSharedKeys(Collection<RegisteredAgent> agents) {
        Map<String, RegisteredAgent> byKeyId = new HashMap<>();
        for (RegisteredAgent agent : agents) {
            for (TrustedKey key : agent.keys()) {
                RegisteredAgent other = byKeyId.put(key.keyId().hex(), agent);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "the agents " + other.key() + " and " + agent.key() + " have the same signing key");
                }
            }
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
