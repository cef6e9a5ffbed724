package io.wardlog.edge.accept;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.event.DeviceMessage;
import io.wardlog.event.EventTimes;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.EventSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes the draft of a checked message: the envelope, marked values taken out and sealed, canonical. Thread-safe. The
 * message's tree is not changed, so that a draft can be made again under another id or epoch.
 */
final class DraftMaker {

    private static final Duration SUSPECT = Duration.ofMinutes(5);
    private static final String[] COPIED = {
        "actor", "resource", "operation", "reason", "message", "correlationId", "performedBy"
    };

    private final AgentIdentity agent;
    private final Redactor redactor;
    private final Sealer sealer;
    private final LongSupplier random;

    DraftMaker(AgentIdentity agent, Redactor redactor, Sealer sealer, LongSupplier random) {
        this.agent = agent;
        this.redactor = redactor;
        this.sealer = sealer;
        this.random = random;
    }

    /** What is recorded, and under which conditions. */
    record Source(CheckedMessage checked, String epoch, Instant now) {}

    /** A draft under the device's own id, or under a new one when it gave none or one that is no UUIDv7. */
    EventDraft make(Source source) {
        Optional<String> usable = source.checked().message().eventId().filter(UuidV7::isUuidV7);
        return usable.isPresent() ? make(source, usable.get(), false) : makeUnderNewId(source);
    }

    /** A draft under a new id; the device's own, if any, is kept as {@code source.deviceEventId}. */
    EventDraft makeUnderNewId(Source source) {
        return make(source, UuidV7.next(source.now(), random), true);
    }

    private EventDraft make(Source source, String eventId, boolean keepDeviceEventId) {
        CheckedMessage checked = source.checked();
        DeviceMessage message = checked.message();
        ObjectNode envelope = envelope(source, eventId);
        envelope.set("source", sourceOf(source, keepDeviceEventId));
        List<String> marked = checked.schema().phi().stream()
                .flatMap(phi -> phi.find(envelope).stream())
                .toList();
        List<Disclosure> disclosures = redactor.redact(envelope, marked);
        String deviceId = checked.arrival().device().deviceId();
        byte[] sealed = sealer.seal(
                disclosures, new SealContext(agent.tenantId(), agent.agentId(), deviceId, source.epoch(), eventId));
        return new EventDraft(
                deviceId,
                source.epoch(),
                eventId,
                EventTemplate.of(envelope),
                sealed,
                message.deviceSequence().orElse(-1),
                message.eventId().map(given -> new RepeatKey(given, checked.digest(), eventId)));
    }

    private ObjectNode envelope(Source source, String eventId) {
        CheckedMessage checked = source.checked();
        EventSchema schema = checked.schema();
        ObjectNode message = checked.message().tree();
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("envelopeVersion", "1.0.0");
        envelope.put("tenantId", agent.tenantId());
        envelope.put("hospitalId", agent.hospitalId());
        envelope.put("deviceId", checked.arrival().device().deviceId());
        envelope.put("deviceType", checked.arrival().device().type().wireName());
        envelope.put("eventId", eventId);
        envelope.put("eventType", schema.eventType());
        envelope.put("eventVersion", schema.version());
        envelope.put("schemaRef", schema.schemaRef());
        envelope.put("eventTime", eventTime(source));
        envelope.put("criticality", checked.criticality().name());
        for (String name : COPIED) {
            if (message.has(name)) {
                envelope.set(name, message.get(name).deepCopy());
            }
        }
        envelope.set("payload", checked.message().payload().deepCopy());
        return envelope;
    }

    /** A will was written when the device connected: its time says nothing about when the connection was lost. */
    private static String eventTime(Source source) {
        return source.checked().arrival().will()
                ? EventTimes.write(source.now())
                : source.checked().message().eventTime();
    }

    private ObjectNode sourceOf(Source source, boolean keepDeviceEventId) {
        Arrival arrival = source.checked().arrival();
        DeviceMessage message = source.checked().message();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("agentId", agent.agentId());
        node.put("epoch", source.epoch());
        node.put("protocol", arrival.protocol().wireName());
        node.put("auth", arrival.device().auth().wireName());
        message.deviceSequence().ifPresent(number -> node.put("deviceSequence", number));
        if (keepDeviceEventId) {
            message.eventId().ifPresent(id -> node.put("deviceEventId", id));
        }
        if (arrival.redelivered()) {
            node.put("redelivered", true);
        }
        if (arrival.will() || !message.eventTimeRaw().equals(message.eventTime())) {
            node.put("eventTimeRaw", message.eventTimeRaw());
        }
        if (!arrival.will() && isSuspect(message.eventTime(), source.now())) {
            node.put("clockSuspect", true);
        }
        return node;
    }

    private static boolean isSuspect(String eventTime, Instant now) {
        return EventTimes.read(eventTime)
                .map(claimed -> Duration.between(claimed, now).abs().compareTo(SUSPECT) >= 0)
                .orElseThrow(() -> new IllegalStateException("a checked message has a readable time"));
    }
}
