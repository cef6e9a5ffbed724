package io.wardlog.edge.accept;

import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceMessage;
import io.wardlog.event.DeviceType;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.event.EventTimes;
import io.wardlog.event.SourceProtocol;
import io.wardlog.event.UuidV7;
import io.wardlog.json.CanonicalObject;
import io.wardlog.json.CanonicalObject.Name;
import io.wardlog.json.Jcs;
import io.wardlog.schema.MessageContent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes the draft of a checked message: the envelope, marked values taken out and sealed, canonical. Thread-safe. The
 * message is not changed, so that a draft can be made again under another id or epoch.
 */
final class DraftMaker {

    private static final Duration SUSPECT = Duration.ofMinutes(5);

    private static final Name AGENT_ID = new Name("agentId");
    private static final Name AUTH = new Name("auth");
    private static final Name CLOCK_SUSPECT = new Name("clockSuspect");
    private static final Name DEVICE_EVENT_ID = new Name("deviceEventId");
    private static final Name DEVICE_SEQUENCE = new Name("deviceSequence");
    private static final Name EPOCH = new Name("epoch");
    private static final Name EVENT_TIME_RAW = new Name("eventTimeRaw");
    private static final Name PROTOCOL = new Name("protocol");
    private static final Name REDELIVERED = new Name("redelivered");

    private static final Map<AuthMethod, byte[]> AUTHS = texts(AuthMethod.class, AuthMethod::wireName);
    private static final Map<SourceProtocol, byte[]> PROTOCOLS = texts(SourceProtocol.class, SourceProtocol::wireName);
    private static final Map<DeviceType, byte[]> DEVICE_TYPES = texts(DeviceType.class, DeviceType::wireName);
    private static final Map<Criticality, byte[]> CRITICALITIES = texts(Criticality.class, Criticality::name);

    private final AgentIdentity agent;
    private final Redactor redactor;
    private final Sealer sealer;
    private final LongSupplier random;
    private final Map<EnvelopeMember, byte[]> always;
    private final byte[] agentId;

    DraftMaker(AgentIdentity agent, Redactor redactor, Sealer sealer, LongSupplier random) {
        this.agent = agent;
        this.redactor = redactor;
        this.sealer = sealer;
        this.random = random;
        this.agentId = Jcs.text(agent.agentId());
        this.always = new EnumMap<>(Map.of(
                EnvelopeMember.ENVELOPE_VERSION, Jcs.text("1.0.0"),
                EnvelopeMember.TENANT_ID, Jcs.text(agent.tenantId()),
                EnvelopeMember.HOSPITAL_ID, Jcs.text(agent.hospitalId())));
    }

    /** The canonical form of every name of an enumeration. */
    private static <E extends Enum<E>> Map<E, byte[]> texts(Class<E> type, Function<E, String> name) {
        Map<E, byte[]> texts = new EnumMap<>(type);
        for (E each : type.getEnumConstants()) {
            texts.put(each, Jcs.text(name.apply(each)));
        }
        return texts;
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
        MessageContent.Redacted redacted = checked.content().redact(redactor);
        EnumMap<EnvelopeMember, byte[]> members = redacted.members();
        String eventTime = eventTime(source);
        describe(checked, eventId, eventTime, members);
        members.put(EnvelopeMember.SOURCE, sourceOf(source, eventTime, keepDeviceEventId));
        String deviceId = checked.arrival().device().deviceId();
        byte[] sealed = sealer.seal(
                redacted.disclosures(),
                new SealContext(agent.tenantId(), agent.agentId(), deviceId, source.epoch(), eventId));
        return new EventDraft(
                deviceId,
                source.epoch(),
                eventId,
                EventTemplate.of(members),
                sealed,
                message.deviceSequence().orElse(-1),
                message.eventId().map(given -> new RepeatKey(given, checked.digest(), eventId)));
    }

    /** What the agent itself says of the event. */
    private void describe(
            CheckedMessage checked, String eventId, String eventTime, Map<EnvelopeMember, byte[]> members) {
        DeviceIdentity device = checked.arrival().device();
        members.putAll(always);
        members.putAll(checked.schema().names());
        members.put(EnvelopeMember.DEVICE_ID, Jcs.text(device.deviceId()));
        members.put(EnvelopeMember.DEVICE_TYPE, DEVICE_TYPES.get(device.type()));
        members.put(EnvelopeMember.EVENT_ID, Jcs.text(eventId));
        members.put(EnvelopeMember.EVENT_TIME, Jcs.text(eventTime));
        members.put(EnvelopeMember.CRITICALITY, CRITICALITIES.get(checked.criticality()));
    }

    /** A will was written when the device connected: its time says nothing about when the connection was lost. */
    private static String eventTime(Source source) {
        CheckedMessage checked = source.checked();
        return checked.arrival()
                .lostAt()
                .map(EventTimes::write)
                .orElseGet(() -> checked.message().eventTime());
    }

    private byte[] sourceOf(Source source, String eventTime, boolean keepDeviceEventId) {
        Arrival arrival = source.checked().arrival();
        DeviceMessage message = source.checked().message();
        CanonicalObject object = new CanonicalObject();
        object.put(AGENT_ID, agentId);
        object.put(AUTH, AUTHS.get(arrival.device().auth()));
        if (arrival.lostAt().isEmpty() && isSuspect(message.claimedInstant(), source.now())) {
            object.put(CLOCK_SUSPECT, true);
        }
        if (keepDeviceEventId) {
            message.eventId().ifPresent(id -> object.put(DEVICE_EVENT_ID, id));
        }
        message.deviceSequence().ifPresent(number -> object.put(DEVICE_SEQUENCE, number));
        object.put(EPOCH, source.epoch());
        String raw = message.eventTimeRaw();
        if (arrival.lostAt().isPresent() || !raw.equals(eventTime)) {
            object.put(EVENT_TIME_RAW, raw);
        }
        object.put(PROTOCOL, PROTOCOLS.get(arrival.protocol()));
        if (arrival.redelivered()) {
            object.put(REDELIVERED, true);
        }
        return object.end();
    }

    private static boolean isSuspect(Instant claimed, Instant now) {
        return !claimed.isAfter(now.minus(SUSPECT)) || !claimed.isBefore(now.plus(SUSPECT));
    }
}
