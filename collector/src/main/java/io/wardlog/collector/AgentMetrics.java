package io.wardlog.collector;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.query.AgentEntry;
import io.wardlog.collector.query.Agents;
import java.util.function.Predicate;

/** How many agents stand how; NaN until that is known. Whoever is decommissioned or was taken out of the register is nobody's trouble. */
final class AgentMetrics {
    private AgentMetrics() {}

    static void register(MeterRegistry meters, Agents agents) {
        for (ConfirmedHead.Status status : ConfirmedHead.Status.values()) {
            Gauge.builder("wardlog.agents", agents, all -> count(all, agent -> stands(agent, status)))
                    .description(
                            "Agents by the status of their confirmed head; what is not ok keeps an agent from pruning, or will")
                    .tag("status", status.wireName())
                    .register(meters);
        }
        for (AgentEntry.State state : AgentEntry.State.values()) {
            Gauge.builder("wardlog.agents.state", agents, all -> count(all, agent -> agent.state() == state))
                    .description("Agents by where they stand in their life")
                    .tag("state", state.wireName())
                    .register(meters);
        }
        Gauge.builder(
                        "wardlog.agents.silent",
                        agents,
                        all -> count(all, agent -> agent.state() == AgentEntry.State.SILENT))
                .description("Agents that have sent nothing for longer than custody.silentAfter")
                .register(meters);
    }

    private static boolean stands(AgentEntry agent, ConfirmedHead.Status status) {
        boolean isInUse = agent.state() == AgentEntry.State.ACTIVE || agent.state() == AgentEntry.State.SILENT;
        return isInUse
                && agent.standing().filter(known -> known.status() == status).isPresent();
    }

    private static double count(Agents agents, Predicate<AgentEntry> which) {
        return agents.all()
                .map(all -> (double) all.stream().filter(which).count())
                .orElse(Double.NaN);
    }
}
