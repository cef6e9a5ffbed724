package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Compiled once, immutable, safe for any thread.
 */
public final class SchemaRegistry {
    private final DocumentCheck message;
    private final DocumentCheck envelope;
    private final SortedMap<String, SortedMap<Integer, EventSchema>> events;

    private SchemaRegistry(
            DocumentCheck message, DocumentCheck envelope, SortedMap<String, SortedMap<Integer, EventSchema>> events) {
        this.message = message;
        this.envelope = envelope;
        this.events = events;
    }

    /** The registry of the schemas that come with the product; always the same instance. */
    public static SchemaRegistry builtIn() {
        return BuiltIn.REGISTRY;
    }

    /**
     * Reads and compiles everything that {@code index.json} of the source names.
     *
     * @throws InvalidSchemaException when a document is not a schema of the house, or not the one that the index names
     */
    static SchemaRegistry load(SchemaSource source) {
        SchemaIndex index = SchemaIndex.read(source.read(SchemaIndex.FILE));
        SchemaIndex.SharedDocuments documents = index.shared()
                .orElseThrow(
                        () -> new InvalidSchemaException(SchemaIndex.FILE + " names no device message and envelope"));
        SchemaCompiler compiler = new SchemaCompiler();
        DocumentCheck message = compiler.clear(read(source, documents.deviceMessage()));
        JsonNode envelopeDocument = read(source, documents.envelope());
        DocumentCheck envelope = compiler.disclosed(envelopeDocument);
        EventSchema.Shared shared = new EventSchema.Shared(message, envelope, PhiMarks.pointers(envelopeDocument));
        SortedMap<String, SortedMap<Integer, EventSchema>> events = new TreeMap<>();
        for (IndexEntry entry : index.events()) {
            JsonNode document = HashedDocument.read(source, entry.file(), entry.sha256());
            EventSchema schema = EventSchema.compile(entry, document, compiler, shared);
            events.computeIfAbsent(schema.eventType(), type -> new TreeMap<>()).put(schema.version(), schema);
        }
        return new SchemaRegistry(message, envelope, events);
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
        Map<Integer, EventSchema> versions = events.getOrDefault(eventType, Collections.emptySortedMap());
        return Optional.ofNullable(versions.get(version));
    }

    /** Whether there is any version of this type: tells an unknown type from an unknown version. */
    public boolean knows(String eventType) {
        return events.containsKey(eventType);
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

    /** Checks the top level of a device message in the clear; its payload may be any object. */
    public List<Violation> checkMessage(JsonNode deviceMessage) {
        return message.check(deviceMessage);
    }

    /** Checks the envelope of a stored event in its disclosed form; its payload may be any object. */
    public List<Violation> checkEnvelope(JsonNode event) {
        return envelope.check(event);
    }

    /** Holder, so that the schemas are compiled when first asked for. */
    private static final class BuiltIn {
        static final SchemaRegistry REGISTRY = load(SchemaSource.classPath());
    }
}
