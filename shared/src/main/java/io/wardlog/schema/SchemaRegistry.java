package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.DeviceMessage;
import io.wardlog.schema.bound.BoundMessage;
import io.wardlog.schema.bound.EventReader;
import io.wardlog.schema.bound.MessageReader;
import io.wardlog.schema.bound.PayloadReader;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All event schemas by type and version, and the two that every event shares: the device message and the envelope.
 * Immutable, safe for any thread.
 */
public final class SchemaRegistry {
    private final EventSchema.Shared shared;
    private final SortedMap<String, SortedMap<Integer, EventSchema>> events;

    /** The same, to be asked for each message. */
    private final Map<String, SortedMap<Integer, EventSchema>> versions;

    private SchemaRegistry(EventSchema.Shared shared, SortedMap<String, SortedMap<Integer, EventSchema>> events) {
        this.shared = shared;
        this.events = events;
        this.versions = Map.copyOf(events);
    }

    /** The registry of the schemas that come with the product; always the same instance. */
    public static SchemaRegistry builtIn() {
        return BuiltIn.REGISTRY;
    }

    /**
     * Reads everything that {@code index.json} of the source names, and compiles it for the quick way. That the library compiles it, too, is known of
     * the product's documents, and found out when it is first asked.
     *
     * @throws InvalidSchemaException when a document is not a schema of the house, or not the one that the index names
     */
    static SchemaRegistry load(SchemaSource source) {
        SchemaIndex index = SchemaIndex.read(source.read(SchemaIndex.FILE));
        SchemaIndex.SharedDocuments documents = index.shared()
                .orElseThrow(
                        () -> new InvalidSchemaException(SchemaIndex.FILE + " names no device message and envelope"));
        SchemaCompiler compiler = SchemaCompiler.whenNeeded();
        JsonNode envelope = read(source, documents.envelope());
        JsonNode message = read(source, documents.deviceMessage());
        EventSchema.Shared shared = new EventSchema.Shared(
                compiler.clear(message),
                compiler.disclosed(envelope),
                PhiMarks.pointers(envelope),
                MessageReader.compile(message),
                EventReader.compile(PhiMarks.disclosedForm(envelope)));
        return new SchemaRegistry(shared, compile(SchemaCollection.load(source), compiler, shared));
    }

    private static SortedMap<String, SortedMap<Integer, EventSchema>> compile(
            SchemaCollection collection, SchemaCompiler compiler, EventSchema.Shared shared) {
        SortedMap<String, SortedMap<Integer, EventSchema>> events = new TreeMap<>();
        for (IndexEntry entry : collection.index().events()) {
            EventSchema schema = EventSchema.compile(entry, collection.document(entry), compiler, shared);
            events.computeIfAbsent(schema.eventType(), type -> new TreeMap<>()).put(schema.version(), schema);
        }
        return events;
    }

    /**
     * This registry with a tenant's own types beside the product's. The product's cannot be touched: a tenant's types have names of their own.
     *
     * @throws InvalidSchemaException when a name is not a tenant's, a document breaks a rule of the house or its type's, or differs from one
     *     that is here already
     */
    public SchemaRegistry with(SchemaCollection tenant) {
        TenantTypes.check(tenant);
        SortedMap<String, SortedMap<Integer, EventSchema>> joined = new TreeMap<>();
        events.forEach((type, versions) -> joined.put(type, new TreeMap<>(versions)));
        compile(tenant, new SchemaCompiler(), shared)
                .forEach((type, versions) -> versions.forEach((version, schema) -> {
                    EventSchema before = joined.computeIfAbsent(type, name -> new TreeMap<>())
                            .put(version, schema);
                    if (before != null && !before.isSameDocument(schema)) {
                        throw new InvalidSchemaException(schema.schemaRef() + " is here already with another document");
                    }
                }));
        return new SchemaRegistry(shared, joined);
    }

    private static JsonNode read(SchemaSource source, SchemaIndex.SharedDocument named) {
        JsonNode document = HashedDocument.read(source, named.file(), named.sha256());
        if (!document.path("$id").asText().equals(named.id())) {
            throw new InvalidSchemaException(named.file() + " is not " + named.id());
        }
        return document;
    }

    /** The schema of this type and version. */
    public Optional<EventSchema> find(String eventType, int version) {
        Map<Integer, EventSchema> ofType = versions.get(eventType);
        return ofType == null ? Optional.empty() : Optional.ofNullable(ofType.get(version));
    }

    /** Whether there is any version of this type: tells an unknown type from an unknown version. */
    public boolean knows(String eventType) {
        return versions.containsKey(eventType);
    }

    /** All event types, in alphabetical order. */
    public SortedSet<String> eventTypes() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(events.keySet()));
    }

    /** All schemas, by type and then by version. */
    public List<EventSchema> all() {
        return events.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }

    /**
     * A device message without a tree; empty when it is not certain that the bytes are one. Then {@code StrictJson} and {@link DeviceMessage#read}
     * tell. The array is kept and must not be changed.
     */
    public Optional<BoundMessage> read(byte[] utf8) {
        return shared.reader().flatMap(reader -> reader.read(utf8, this::payloadReader));
    }

    private PayloadReader payloadReader(String eventType, int version) {
        SortedMap<Integer, EventSchema> ofType = versions.get(eventType);
        EventSchema schema = ofType == null ? null : ofType.get(version);
        return schema == null ? null : schema.reader();
    }

    /** Checks the top level of a device message in the clear; its payload may be any object. */
    public List<Violation> checkMessage(JsonNode deviceMessage) {
        return shared.message().check(deviceMessage);
    }

    /** Checks the envelope of a stored event in its disclosed form; its payload may be any object. */
    public List<Violation> checkEnvelope(JsonNode event) {
        return shared.envelope().check(event);
    }

    /** Holder, so that the schemas are compiled when first asked for. */
    private static final class BuiltIn {
        static final SchemaRegistry REGISTRY = load(SchemaSource.classPath());
    }
}
