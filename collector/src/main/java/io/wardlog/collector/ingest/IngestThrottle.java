package io.wardlog.collector.ingest;

import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.rate.RateBudget;
import io.wardlog.rate.RateLimit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps tenants and agents to their limits. How many events a batch holds is known only when it has been read: so a batch is taken as long as
 * nothing is owed, whatever it holds, and what it held more than was left is owed. Thread-safe; keeps one account for each
 * registered tenant and agent that has sent.
 */
public final class IngestThrottle {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final IngestLimits limits;
    private final LongSupplier nanoTime;
    private final Map<String, RateBudget> tenants = new HashMap<>();
    private final Map<String, RateBudget> agents = new HashMap<>();

    /** Whose limit is reached, and when to come again. */
    public record Wait(String scope, Duration retryAfter) {}

    /** Nothing was sent yet; {@code nanoTime} gives nanoseconds of a clock that is never set. */
    public IngestThrottle(IngestLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Whether the agent has to wait before its next batch. */
    public synchronized Optional<Wait> waitOf(RegisteredAgent agent) {
        long now = nanoTime.getAsLong();
        return owed("tenant", tenant(agent, now), now).or(() -> owed("agent", agent(agent, now), now));
    }

    /** Counts what the agent has sent. */
    public synchronized void sent(RegisteredAgent agent, long events, long bytes) {
        long now = nanoTime.getAsLong();
        tenant(agent, now).ifPresent(budget -> budget.take(events, bytes, now));
        agent(agent, now).ifPresent(budget -> budget.take(events, bytes, now));
    }

    private Optional<RateBudget> tenant(RegisteredAgent agent, long now) {
        return account(tenants, agent.tenantId(), limits.ofTenant(agent.tenantId()), now);
    }

    private Optional<RateBudget> agent(RegisteredAgent agent, long now) {
        return account(agents, agent.key(), limits.agent(), now);
    }

    private static Optional<RateBudget> account(
            Map<String, RateBudget> accounts, String name, Optional<RateLimit> limit, long now) {
        return limit.map(of -> accounts.computeIfAbsent(name, ignored -> new RateBudget(of, now)));
    }

    private static Optional<Wait> owed(String scope, Optional<RateBudget> budget, long now) {
        return budget.filter(account -> !account.covers(0, 0, now))
                .map(account -> new Wait(scope, bounded(Duration.ofNanos(account.nanosUntil(0, 0, now)))));
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
