package io.wardlog.collector;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.kafka.KafkaStandings;
import io.wardlog.collector.topic.AgentStanding;
import java.util.function.Predicate;

/** How many agents stand how, as custody says; NaN until that is known. */
final class AgentMetrics {
    private AgentMetrics() {}

    static void register(MeterRegistry meters, KafkaStandings standings) {
        for (ConfirmedHead.Status status : ConfirmedHead.Status.values()) {
            Gauge.builder("wardlog.agents", standings, all -> count(all, agent -> agent.status() == status))
                    .description(
                            "Agents by the status of their confirmed head; what is not ok keeps an agent from pruning, or will")
                    .tag("status", status.wireName())
                    .register(meters);
        }
        Gauge.builder("wardlog.agents.silent", standings, all -> count(all, AgentStanding::silent))
                .description("Agents that have sent nothing for longer than custody.silentAfter")
                .register(meters);
    }

    private static double count(KafkaStandings standings, Predicate<AgentStanding> which) {
        return standings
                .latest()
                .map(all -> (double) all.values().stream().filter(which).count())
                .orElse(Double.NaN);
    }
}
