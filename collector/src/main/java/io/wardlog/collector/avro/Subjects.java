package io.wardlog.collector.avro;

import io.wardlog.hash.Sha256;
import io.wardlog.schema.Compatibility;
import io.wardlog.schema.SchemaDocuments;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Avro schemas under the names of a schema registry. A subject is the full name of an event's record (the strategy that registries
 * call RecordNameStrategy, since one topic holds all types), a version that of the event type, and an id the first 31 bits of the SHA-256
 * of the schema's text: the same in every installation, for ever. Drafts are left out, because they may still change. Immutable.
 */
public final class Subjects {

    private static final Logger LOG = LoggerFactory.getLogger(Subjects.class);

    private final SortedMap<String, SortedMap<Integer, Version>> bySubject = new TreeMap<>();
    private final Map<Integer, Version> byId = new HashMap<>();

    /**
     * One version of a subject.
     *
     * @param subject for example {@code io.wardlog.event.infusion.started.Event}
     * @param version the event type's version
     * @param id positive, unique among all subjects
     * @param compatibility what its versions owe to each other
     * @param schema the Avro schema as JSON text
     */
    public record Version(String subject, int version, int id, Compatibility compatibility, String schema) {}

    private Subjects(List<Version> versions) {
        for (Version version : versions) {
            Version other = byId.get(version.id());
            if (other != null) {
                throw new IllegalStateException(version.subject() + " and " + other.subject() + " have the same id");
            }
            add(version);
        }
    }

    private void add(Version version) {
        bySubject.computeIfAbsent(version.subject(), subject -> new TreeMap<>()).put(version.version(), version);
        byId.put(version.id(), version);
    }

    /** The subjects of the event types that come with the product. */
    public static Subjects builtIn() {
        SchemaDocuments documents = SchemaDocuments.builtIn();
        List<Version> versions = new ArrayList<>();
        for (EventDocument event : documents.events()) {
            if (event.entry().status() != SchemaStatus.DRAFT) {
                versions.add(version(documents, event));
            }
        }
        return new Subjects(versions);
    }

    /**
     * These subjects and those of a tenant's own types, whose names are none of the product's. A type that has no form in Avro, or whose id
     * is taken, is left out and logged.
     */
    public Subjects with(List<EventDocument> tenant) {
        Subjects joined = new Subjects(List.copyOf(byId.values()));
        SchemaDocuments documents = SchemaDocuments.builtIn();
        for (EventDocument event : tenant) {
            if (event.entry().status() != SchemaStatus.DRAFT) {
                joined.addIfPossible(documents, event);
            }
        }
        return joined;
    }

    private void addIfPossible(SchemaDocuments documents, EventDocument event) {
        try {
            Version version = version(documents, event);
            Version other = byId.get(version.id());
            if (other != null && !other.subject().equals(version.subject())) {
                throw new AvroRuntimeException("its id is that of " + other.subject());
            }
            add(version);
        } catch (AvroRuntimeException noForm) {
            LOG.atWarn()
                    .addKeyValue("schemaRef", event.entry().schemaRef())
                    .addKeyValue("cause", noForm.getMessage())
                    .log("avro_schema_left_out");
        }
    }

    private static Version version(SchemaDocuments documents, EventDocument event) {
        var schema = AvroSchemas.of(documents.envelope(), event);
        String text = schema.toString();
        return new Version(
                schema.getFullName(),
                event.entry().version(),
                id(text),
                event.entry().compatibility(),
                text);
    }

    private static int id(String text) {
        byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).bytes();
        return ByteBuffer.wrap(hash).getInt() & Integer.MAX_VALUE;
    }

    /** The names of all subjects in alphabetical order. */
    public List<String> names() {
        return List.copyOf(bySubject.keySet());
    }

    /** The versions of a subject by number; empty when there is no such subject. */
    public SortedMap<Integer, Version> versions(String subject) {
        return Collections.unmodifiableSortedMap(bySubject.getOrDefault(subject, Collections.emptySortedMap()));
    }

    /** The version with this id. */
    public Optional<Version> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }
}
