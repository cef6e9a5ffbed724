package io.wardlog.collector.custody;

import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Seals bytes that may hold patient data in the clear to their tenant's key, one data key an agent and process. Thread-safe. */
public final class EventSeals {
    private final Supplier<AgentRegister> register;
    private final SecureRandom random;
    private final Map<String, Made> sealers = new ConcurrentHashMap<>();

    /** Seals for the register's tenants. */
    public EventSeals(Supplier<AgentRegister> register, SecureRandom random) {
        this.register = register;
        this.random = random;
    }

    /** The sealed block of these bytes. */
    byte[] seal(RegisteredAgent agent, byte[] plain, SealContext context) {
        SealKey key = register.get()
                .sealKey(agent.tenantId())
                .orElseThrow(() -> new IllegalStateException("the register gives every agent's tenant a seal key"));
        return sealers.compute(agent.key(), (name, made) -> made != null && made.key() == key ? made : made(agent, key))
                .sealer()
                .sealBytes(plain, context);
    }

    /** The tenant's key may be another one since the register was read again. */
    private record Made(SealKey key, Sealer sealer) {}

    private Made made(RegisteredAgent agent, SealKey key) {
        return new Made(key, new Sealer(key, agent.tenantId(), agent.agentId(), random));
    }
}
