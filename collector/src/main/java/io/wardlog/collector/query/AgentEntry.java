package io.wardlog.collector.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.event.EventTimes;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One agent, with all that is known of it.
 *
 * @param name who it is
 * @param state where it stands in its life
 * @param standing what custody knows; absent when it never sent a batch that was taken
 * @param sighting what ingest saw of it; only of an agent that is not in the register
 * @param decommissionedAt since when it is decommissioned, where the register says
 */
public record AgentEntry(
        AgentName name,
        State state,
        Optional<AgentStanding> standing,
        Optional<AgentSighting> sighting,
        Optional<Instant> decommissionedAt) {

    /** Where an agent stands in its life. */
    public enum State {
        /** In the register, and heard lately. */
        ACTIVE,
        /** In the register, and not heard for longer than the limit. */
        SILENT,
        /** In the register, and no batch of it was ever taken. */
        NEVER_SEEN,
        /** In the register as one that is gone. */
        DECOMMISSIONED,
        /** Not in the register: it was once, or has a certificate of the installation's authority and tries to send. */
        UNREGISTERED;

        /** As the API and metrics have it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As the API shows it. */
    public ObjectNode toTree() {
        ObjectNode node = standing.map(AgentStanding::toTree).orElseGet(this::named);
        node.put("state", state.wireName());
        sighting.ifPresent(seen -> node.put("firstSeen", seen.firstSeen())
                .put("lastSeen", seen.lastSeen())
                .put("requests", seen.requests()));
        decommissionedAt.ifPresent(at -> node.put("decommissionedAt", EventTimes.write(at)));
        return node;
    }

    private ObjectNode named() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", name.tenantId())
                .put("hospitalId", name.hospitalId())
                .put("agentId", name.agentId());
    }
}
