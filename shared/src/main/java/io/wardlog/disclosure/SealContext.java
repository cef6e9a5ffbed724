package io.wardlog.disclosure;

import io.wardlog.event.Event;
import io.wardlog.json.CanonicalObject;
import io.wardlog.json.CanonicalObject.Name;

/** The event that a sealed block belongs to; its JCS is the block's additional authenticated data. */
public record SealContext(String tenantId, String agentId, String deviceId, String epoch, String eventId) {

    private static final Name AGENT_ID = new Name("agentId");
    private static final Name DEVICE_ID = new Name("deviceId");
    private static final Name EPOCH = new Name("epoch");
    private static final Name EVENT_ID = new Name("eventId");
    private static final Name TENANT_ID = new Name("tenantId");

    /** The context of an event. */
    public static SealContext of(Event event) {
        return new SealContext(event.tenantId(), event.agentId(), event.deviceId(), event.epoch(), event.eventId());
    }

    byte[] additionalData() {
        return new CanonicalObject()
                .put(AGENT_ID, agentId)
                .put(DEVICE_ID, deviceId)
                .put(EPOCH, epoch)
                .put(EVENT_ID, eventId)
                .put(TENANT_ID, tenantId)
                .end();
    }
}
