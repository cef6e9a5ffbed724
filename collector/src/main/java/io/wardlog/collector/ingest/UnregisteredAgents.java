package io.wardlog.collector.ingest;

import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Agents with a certificate of the installation's authority that are not in the register. At most {@value #MAX_AGENTS} are told apart; each is
 * noted when it is first seen, and then at most once a minute. Thread-safe.
 */
public final class UnregisteredAgents {
    static final int MAX_AGENTS = 1_000;
    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

    private final String collectorId;
    private final SightingLog log;
    private final InstantSource clock;
    private final Map<String, Seen> seen = new HashMap<>();

    /** What is known of one. */
    private static final class Seen {
        private final Instant first;
        private Instant noted = Instant.MIN;
        private long requests;

        Seen(Instant first) {
            this.first = first;
        }
    }

    /** Notes what it sees in {@code log}, as seen by {@code collectorId}. */
    public UnregisteredAgents(String collectorId, SightingLog log, InstantSource clock) {
        this.collectorId = collectorId;
        this.log = log;
        this.clock = clock;
    }

    /** It sent a request; whether it is one of those that are told apart. */
    public synchronized boolean saw(AgentName name) {
        Instant now = clock.instant();
        Seen agent = seen.get(name.key());
        if (agent == null) {
            if (seen.size() >= MAX_AGENTS) {
                return false;
            }
            agent = new Seen(now);
            seen.put(name.key(), agent);
        }
        agent.requests++;
        if (!now.isBefore(agent.noted.equals(Instant.MIN) ? now : agent.noted.plus(NOTE_EVERY))) {
            agent.noted = now;
            log.note(new AgentSighting(
                    name.tenantId(),
                    name.hospitalId(),
                    name.agentId(),
                    collectorId,
                    EventTimes.micros(agent.first),
                    EventTimes.micros(now),
                    agent.requests));
        }
        return true;
    }
}
