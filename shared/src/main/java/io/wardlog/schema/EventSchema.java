package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceMessage;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.event.Event;
import io.wardlog.event.TreeMessage;
import io.wardlog.json.Jcs;
import io.wardlog.schema.bound.BoundMessage;
import io.wardlog.schema.bound.EventReader;
import io.wardlog.schema.bound.MessageReader;
import io.wardlog.schema.bound.PayloadReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The schema of one event type and version, joined with the device message's and the envelope's: what such an event may
 * hold, which of its values are patient data, and how critical it is. Immutable, safe for any thread.
 */
public final class EventSchema {
    private static final String PAYLOAD = "payload";

    private final IndexEntry entry;
    private final CriticalityRules criticality;
    private final List<PhiPointer> phi;
    private final DocumentCheck message;
    private final DocumentCheck clearPayload;
    private final DocumentCheck envelope;
    private final DocumentCheck disclosedPayload;
    private final Optional<PayloadReader> reader;
    private final Optional<EventReader> eventReader;
    private final Optional<PayloadReader> disclosedReader;
    private final Map<EnvelopeMember, byte[]> names;

    private EventSchema(IndexEntry entry, JsonNode payloadSchema, SchemaCompiler compiler, Shared shared) {
        this.entry = entry;
        this.message = shared.message();
        this.envelope = shared.envelope();
        this.clearPayload = compiler.clear(payloadSchema);
        this.disclosedPayload = compiler.disclosed(payloadSchema);
        this.criticality = CriticalityRules.compile(payloadSchema, compiler);
        this.phi = Stream.concat(
                        shared.envelopePhi().stream(),
                        PhiMarks.pointers(payloadSchema).stream().map(pointer -> pointer.below(PAYLOAD)))
                .toList();
        this.reader =
                shared.reader().flatMap(top -> QuickReaders.payload(payloadSchema, top, phi, compiler.patterns()));
        this.eventReader = shared.eventReader();
        this.disclosedReader = PayloadReader.compile(PhiMarks.disclosedForm(payloadSchema), compiler.patterns());
        this.names = new EnumMap<>(Map.of(
                EnvelopeMember.EVENT_TYPE, Jcs.text(entry.eventType()),
                EnvelopeMember.EVENT_VERSION, Integer.toString(entry.version()).getBytes(StandardCharsets.US_ASCII),
                EnvelopeMember.SCHEMA_REF, Jcs.text(entry.schemaRef())));
    }

    /** What all event schemas have in common; a quick reader is absent when its schema has none. */
    record Shared(
            DocumentCheck message,
            DocumentCheck envelope,
            List<PhiPointer> envelopePhi,
            Optional<MessageReader> reader,
            Optional<EventReader> eventReader) {}

    /**
     * Compiles one document that the index names; both must agree on what it is.
     *
     * @throws InvalidSchemaException when the document is none of the house
     */
    static EventSchema compile(IndexEntry entry, JsonNode payloadSchema, SchemaCompiler compiler, Shared shared) {
        String id = payloadSchema.path("$id").asText();
        if (!id.equals(entry.schemaRef())) {
            throw new InvalidSchemaException("the index has " + entry.schemaRef() + " where the document is " + id);
        }
        try {
            return new EventSchema(entry, payloadSchema, compiler, shared);
        } catch (RuntimeException e) { // the library has no common type for what it does not compile
            throw new InvalidSchemaException(entry.schemaRef() + " does not compile: " + e.getMessage(), e);
        }
    }

    /** For example {@code infusion.rate_changed}. */
    public String eventType() {
        return entry.eventType();
    }

    /** The schema's version, from 1. */
    public int version() {
        return entry.version();
    }

    /** The members of an event that name this schema, each in canonical form. The caller changes neither map nor bytes. */
    public Map<EnvelopeMember, byte[]> names() {
        return names;
    }

    /** Where this version stands in its life. */
    public SchemaStatus status() {
        return entry.status();
    }

    boolean isSameDocument(EventSchema other) {
        return entry.sha256().equals(other.entry.sha256());
    }

    /** The envelope's {@code schemaRef}: {@code urn:wardlog:schema:{eventType}:{version}}. */
    public String schemaRef() {
        return entry.schemaRef();
    }

    /** How critical an event of this type is when its payload raises nothing. */
    public Criticality defaultCriticality() {
        return criticality.byDefault();
    }

    /** The most critical that an event of this type can be. */
    public Criticality highestCriticality() {
        return criticality.highest();
    }

    /**
     * How critical an event with this payload is. The clear and the disclosed form of a payload give the same answer; a
     * payload that breaks the schema gets at least the default.
     */
    public Criticality criticalityOf(JsonNode payload) {
        return criticality.of(payload);
    }

    /** The same by the quick way, for a payload in the clear; empty when it is not certain that the schema accepts it. */
    public Optional<Criticality> certainCriticalityOf(byte[] payload) {
        return reader.flatMap(quick -> quick.criticality(payload));
    }

    /** Where patient data can stand, from the envelope's root: the envelope's own places, then the payload's. */
    public List<PhiPointer> phi() {
        return phi;
    }

    /** Whether this schema accepts a message, and what an event takes over from it then. */
    public SchemaVerdict judge(DeviceMessage message) {
        if (message instanceof BoundMessage bound) {
            return reader.flatMap(bound::content)
                    .<SchemaVerdict>map(SchemaVerdict.Accepted::new)
                    .orElseGet(SchemaVerdict.Unknown::new);
        }
        if (message instanceof TreeMessage read) {
            List<Violation> violations = check(read.tree());
            return violations.isEmpty()
                    ? new SchemaVerdict.Accepted(new TreeContent(
                            read.tree(), phi, criticalityOf(read.tree().get(PAYLOAD))))
                    : new SchemaVerdict.Refused(violations);
        }
        return new SchemaVerdict.Unknown();
    }

    /** What reads payloads of this type without a tree; null when nothing does. */
    PayloadReader reader() {
        return reader.orElse(null);
    }

    /** Checks a whole device message of this type, everything in the clear; empty means valid. */
    public List<Violation> check(JsonNode deviceMessage) {
        return joined(
                message.check(deviceMessage),
                clearPayload.check(deviceMessage.path(PAYLOAD), "/" + PAYLOAD),
                deviceMessage.path(PAYLOAD).isObject());
    }

    /**
     * Checks a whole stored event, in which {@code {"_sd": D}} stands in every marked place; empty means valid. Beside the
     * schemas it asks that the event names this schema and is not called less critical than its payload makes it; it does
     * not recompute hashes or the checksum. A marked value in the clear is {@link ErrorCode#PHI_IN_CLEAR}.
     */
    public List<Violation> checkDisclosed(JsonNode event) {
        JsonNode payload = event.path(PAYLOAD);
        List<Violation> violations =
                joined(envelope.check(event), disclosedPayload.check(payload, "/" + PAYLOAD), payload.isObject());
        return violations.isEmpty() ? labels(event, payload) : violations;
    }

    /** The same for an event that was read; most need no more than their bytes. */
    public List<Violation> checkDisclosed(Event event) {
        return isCertainlyValid(event.canonical()) ? List.of() : checkDisclosed(event.tree());
    }

    /** Whether the quick way accepts a stored event in its disclosed form. */
    boolean isCertainlyValid(byte[] event) {
        return eventReader.isPresent()
                && disclosedReader.isPresent()
                && eventReader.get().accepts(event, disclosedReader.get(), names);
    }

    private static List<Violation> joined(List<Violation> top, List<Violation> payload, boolean hasPayload) {
        if (payload.isEmpty() || !hasPayload) {
            return top; // the top level already says that there is no payload object
        }
        return top.isEmpty()
                ? payload
                : Stream.concat(top.stream(), payload.stream()).toList();
    }

    private List<Violation> labels(JsonNode event, JsonNode payload) {
        List<Violation> violations = new ArrayList<>();
        if (!event.path("eventType").asText().equals(eventType())) {
            violations.add(label("/eventType", "const", "must be " + eventType()));
        }
        if (event.path("eventVersion").asInt() != version()) {
            violations.add(label("/eventVersion", "const", "must be " + version()));
        }
        if (!event.path("schemaRef").asText().equals(schemaRef())) {
            violations.add(label("/schemaRef", "const", "must be " + schemaRef()));
        }
        Criticality least = criticalityOf(payload);
        if (Criticality.valueOf(event.path("criticality").asText()).compareTo(least) < 0) {
            violations.add(label("/criticality", "x-criticality", "must be at least " + least));
        }
        return violations;
    }

    private static Violation label(String pointer, String keyword, String message) {
        return new Violation(ErrorCode.SCHEMA_VIOLATION, pointer, keyword, message);
    }

    @Override
    public String toString() {
        return schemaRef();
    }
}
