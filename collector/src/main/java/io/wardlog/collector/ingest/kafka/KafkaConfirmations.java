package io.wardlog.collector.ingest.kafka;

import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.ingest.Confirmations;
import io.wardlog.collector.kafka.KafkaStandings;
import io.wardlog.collector.topic.AgentStanding;
import java.util.Optional;

/** The confirmed heads among what custody says of agents. */
public record KafkaConfirmations(KafkaStandings standings) implements Confirmations {
    @Override
    public boolean areKnown() {
        return standings.isCurrent();
    }

    @Override
    public Optional<ConfirmedHead> of(String agentKey) {
        return standings.latest().map(all -> all.get(agentKey)).flatMap(AgentStanding::confirmedHead);
    }
}
