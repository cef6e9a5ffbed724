package io.wardlog.collector.query;

import io.wardlog.collector.query.AgentEntry.State;
import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together what the register, custody and ingest know of agents. Pure. */
public final class AgentCensus {
    /** An agent that is not registered and was not seen for so long is shown no more. */
    private static final Duration SHOWN = Duration.ofDays(30);

    private AgentCensus() {}

    /**
     * All agents, by tenant and id.
     *
     * @param standings custody's last word by {@code tenant/agent}
     * @param sightings what each ingest says of agents that it does not find in the register
     */
    public static List<AgentEntry> of(
            AgentRegister register,
            Map<String, AgentStanding> standings,
            Collection<AgentSighting> sightings,
            Instant now) {
        SortedMap<String, AgentEntry> all = new TreeMap<>();
        Map<String, AgentSighting> seen = recent(sightings, now);
        register.agents().forEach(agent -> all.put(agent.key(), registered(agent, standings)));
        standings.forEach((key, standing) -> all.computeIfAbsent(key, unknown -> {
            AgentName name = new AgentName(standing.tenantId(), standing.hospitalId(), standing.agentId());
            return stranger(name, Optional.of(standing), Optional.ofNullable(seen.get(key)));
        }));
        seen.forEach((key, sighting) -> all.computeIfAbsent(key, unknown -> {
            AgentName name = new AgentName(sighting.tenantId(), sighting.hospitalId(), sighting.agentId());
            return stranger(name, Optional.empty(), Optional.of(sighting));
        }));
        return List.copyOf(all.values());
    }

    private static AgentEntry registered(RegisteredAgent agent, Map<String, AgentStanding> standings) {
        Optional<AgentStanding> standing = Optional.ofNullable(standings.get(agent.key()));
        State heard = standing.map(known -> known.silent() ? State.SILENT : State.ACTIVE)
                .orElse(State.NEVER_SEEN);
        return new AgentEntry(
                new AgentName(agent.tenantId(), agent.hospitalId(), agent.agentId()),
                agent.isActive() ? heard : State.DECOMMISSIONED,
                standing,
                Optional.empty(),
                agent.life().decommissionedAt());
    }

    private static AgentEntry stranger(
            AgentName name, Optional<AgentStanding> standing, Optional<AgentSighting> sighting) {
        return new AgentEntry(name, State.UNREGISTERED, standing, sighting, Optional.empty());
    }

    /** By agent, what all collectors saw of it together. */
    private static Map<String, AgentSighting> recent(Collection<AgentSighting> sightings, Instant now) {
        Map<String, AgentSighting> recent = new TreeMap<>();
        sightings.stream()
                .filter(seen -> EventTimes.readMicros(seen.lastSeen())
                        .filter(last -> last.plus(SHOWN).isAfter(now))
                        .isPresent())
                .forEach(seen -> recent.merge(seen.agentKey(), seen, AgentCensus::together));
        return recent;
    }

    /** Times of one form sort as their texts do. */
    private static AgentSighting together(AgentSighting one, AgentSighting other) {
        return new AgentSighting(
                one.tenantId(),
                one.hospitalId(),
                one.agentId(),
                one.collectorId(),
                one.firstSeen().compareTo(other.firstSeen()) <= 0 ? one.firstSeen() : other.firstSeen(),
                one.lastSeen().compareTo(other.lastSeen()) >= 0 ? one.lastSeen() : other.lastSeen(),
                one.requests() + other.requests());
    }
}
