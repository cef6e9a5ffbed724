package io.wardlog.collector.custody;

import io.wardlog.batch.BatchLink;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.event.EventTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an agent's standing from the ledger. */
final class Standings {
    private final Ledger ledger;

    Standings(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The standing in the agent's newest epoch, which the ledger must hold. */
    AgentStanding of(AgentRef agent, AgentState state, Instant now) {
        EpochState epoch = ledger.epoch(new EpochRef(agent, state.epoch()))
                .orElseThrow(() -> new IllegalStateException("the ledger has lost an agent's epoch"));
        return new AgentStanding(
                agent.tenantId(),
                epoch.hospitalId(),
                agent.agentId(),
                state.epoch(),
                epoch.prefix().map(prefix -> new BatchLink(state.epoch(), prefix.last(), prefix.lastHash())),
                epoch.status(),
                gaps(new EpochRef(agent, state.epoch()), epoch),
                state.silent(),
                EventTimes.micros(Instant.ofEpochMilli(state.lastBatchMillis())),
                EventTimes.micros(now));
    }

    /** A gap was seen when the batch behind it came. */
    private List<AgentStanding.Gap> gaps(EpochRef epoch, EpochState state) {
        List<AgentStanding.Gap> gaps = new ArrayList<>();
        long next = 1;
        for (Stretch stretch : state.stretches()) {
            if (stretch.first() > next) {
                Optional<String> since = ledger.batch(epoch, stretch.first())
                        .map(memory -> EventTimes.micros(Instant.ofEpochMilli(memory.atMillis())));
                gaps.add(new AgentStanding.Gap(next, stretch.first() - 1, since));
            }
            next = stretch.last() + 1;
        }
        return gaps;
    }
}
