package io.wardlog.edge.writer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceType;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.event.SourceProtocol;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Drafts of the agent's own events: the agent is a device of type {@code gateway} with a chain of its own. Thread-safe. */
public final class OwnEvents {

    private static final int VERSION = 1;

    private final AgentIdentity agent;
    private final SchemaRegistry schemas;
    private final LongSupplier random;

    /** @param random 64 random bits a call, thread-safe; for event ids */
    public OwnEvents(AgentIdentity agent, SchemaRegistry schemas, LongSupplier random) {
        this.agent = agent;
        this.schemas = schemas;
        this.random = random;
    }

    /** A new id for an event of this time. */
    public String newEventId(Instant now) {
        return UuidV7.next(now, random);
    }

    /** An event without patient data. */
    public EventDraft draft(String eventType, ObjectNode payload, String epoch, Instant now) {
        String eventId = newEventId(now);
        ObjectNode envelope = envelope(eventId, eventType, payload, epoch, now);
        return draft(envelope, epoch, new byte[0]);
    }

    /** The draft of an envelope that {@link #envelope} made, possibly redacted since. */
    public EventDraft draft(ObjectNode envelope, String epoch, byte[] sealed) {
        String eventId = envelope.get("eventId").textValue();
        return new EventDraft(
                agent.agentId(), epoch, eventId, EventTemplate.of(envelope), sealed, -1, Optional.empty());
    }

    /** The envelope of an own event, without checksum and without its place. */
    public ObjectNode envelope(String eventId, String eventType, ObjectNode payload, String epoch, Instant now) {
        Criticality criticality = criticality(eventType, payload);
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("envelopeVersion", "1.0.0");
        envelope.put("tenantId", agent.tenantId());
        envelope.put("hospitalId", agent.hospitalId());
        envelope.put("deviceId", agent.agentId());
        envelope.put("deviceType", DeviceType.GATEWAY.wireName());
        envelope.put("eventId", eventId);
        envelope.put("eventType", eventType);
        envelope.put("eventVersion", VERSION);
        envelope.put("schemaRef", Identifiers.schemaRef(eventType, VERSION));
        envelope.put("eventTime", EventTimes.write(now));
        envelope.put("criticality", criticality.name());
        ObjectNode source = envelope.putObject("source");
        source.put("agentId", agent.agentId());
        source.put("epoch", epoch);
        source.put("protocol", SourceProtocol.AGENT.wireName());
        source.put("auth", AuthMethod.INTERNAL.wireName());
        envelope.set("payload", payload);
        return envelope;
    }

    /** The quick way first: the other one loads a library that an agent may otherwise never need. */
    private Criticality criticality(String eventType, ObjectNode payload) {
        EventSchema schema = schemas.find(eventType, VERSION)
                .orElseThrow(() -> new IllegalArgumentException("no schema for " + eventType));
        return schema.certainCriticalityOf(payload.toString().getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> schema.criticalityOf(payload));
    }
}
