package io.wardlog.collector.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.Optional;

/**
 * That a collector was visited by an agent with a certificate of the installation's authority that is not in its register, as {@link
 * Topics#AGENTS} holds it beside the standings.
 *
 * @param tenantId the tenant that its certificate names
 * @param hospitalId the hospital that its certificate names
 * @param agentId the agent that its certificate names
 * @param collectorId who saw it
 * @param firstSeen when first, UTC with six digits
 * @param lastSeen when last, UTC with six digits
 * @param requests how many requests were refused
 */
public record AgentSighting(
        String tenantId,
        String hospitalId,
        String agentId,
        String collectorId,
        String firstSeen,
        String lastSeen,
        long requests) {

    /** No identifier begins so, and thus no standing's key. */
    private static final String MARK = "~";

    /** {@code tenant/agent}. */
    public String agentKey() {
        return tenantId + "/" + agentId;
    }

    /** The record's key. */
    public String key() {
        return MARK + collectorId + "/" + agentKey();
    }

    /** Whether a record with this key is a sighting. */
    public static boolean isKey(String key) {
        return key.startsWith(MARK);
    }

    /** The record's value: JCS. */
    public byte[] toJson() {
        return Jcs.write(toTree());
    }

    /** A new tree. */
    public ObjectNode toTree() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", tenantId)
                .put("hospitalId", hospitalId)
                .put("agentId", agentId)
                .put("collectorId", collectorId)
                .put("firstSeen", firstSeen)
                .put("lastSeen", lastSeen)
                .put("requests", requests);
    }

    /** Reads a record's value; nothing when it is none. Never throws for its input. */
    public static Optional<AgentSighting> read(byte[] value) {
        if (!(StrictJson.read(value, JsonLimits.DOCUMENT) instanceof JsonReading.Value json)) {
            return Optional.empty();
        }
        try {
            return Optional.of(fields(json.node()));
        } catch (DocumentFields.InvalidDocumentException none) {
            return Optional.empty();
        }
    }

    private static AgentSighting fields(JsonNode node) {
        DocumentFields fields = DocumentFields.of(node);
        return new AgentSighting(
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.text("hospitalId", Identifiers::isTenantOrHospital),
                fields.text("agentId", Identifiers::isDevice),
                fields.text("collectorId", Identifiers::isDevice),
                fields.text("firstSeen", AgentSighting::isTime),
                fields.text("lastSeen", AgentSighting::isTime),
                fields.integer("requests", 1));
    }

    private static boolean isTime(String text) {
        return EventTimes.readMicros(text).isPresent();
    }
}
