package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.Event;
import io.wardlog.json.Jcs;

/** The event that a sealed block belongs to; its JCS is the block's additional authenticated data. */
public record SealContext(String tenantId, String agentId, String deviceId, String epoch, String eventId) {

    /** The context of an event. */
    public static SealContext of(Event event) {
        return new SealContext(event.tenantId(), event.agentId(), event.deviceId(), event.epoch(), event.eventId());
    }

    byte[] additionalData() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("agentId", agentId);
        node.put("deviceId", deviceId);
        node.put("epoch", epoch);
        node.put("eventId", eventId);
        node.put("tenantId", tenantId);
        return Jcs.write(node);
    }
}
