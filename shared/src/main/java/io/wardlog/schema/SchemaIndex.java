package io.wardlog.schema;

import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code index.json}: every document of a directory of schemas with its status, its rule and the hash of its bytes. A directory of a tenant's
 * own types has no shared documents. Immutable.
 *
 * @param shared the device message's and the envelope's document; both or none
 * @param events no type and version twice; all versions of a type have one rule
 */
public record SchemaIndex(Optional<SharedDocuments> shared, List<IndexEntry> events) {
    /** The file's name in its directory. */
    public static final String FILE = "index.json";

    private static final int VERSION = 1;

    public SchemaIndex {
        events = List.copyOf(events);
        Set<String> seen = new HashSet<>();
        Map<String, Compatibility> rules = new HashMap<>();
        for (IndexEntry entry : events) {
            if (!seen.add(entry.schemaRef())) {
                throw new InvalidSchemaException(FILE + " names " + entry.schemaRef() + " twice");
            }
            Compatibility rule = rules.putIfAbsent(entry.eventType(), entry.compatibility());
            if (rule != null && rule != entry.compatibility()) {
                throw new InvalidSchemaException(
                        FILE + " gives " + entry.eventType() + " two compatibility rules; all versions have one");
            }
        }
    }

    /** The two documents that every event type shares. */
    public record SharedDocuments(SharedDocument deviceMessage, SharedDocument envelope) {}

    /** One of them: its {@code $id}, its file and the hash of the file's bytes. */
    public record SharedDocument(String id, String file, Hash sha256) {}

    /**
     * Reads an index.
     *
     * @throws InvalidSchemaException when these bytes are none
     */
    public static SchemaIndex read(byte[] bytes) {
        if (!(StrictJson.read(bytes, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)) {
            throw new InvalidSchemaException(FILE + " is not JSON");
        }
        try {
            DocumentFields fields = DocumentFields.of(value.node());
            if (fields.integer("indexVersion", VERSION) != VERSION) {
                throw fields.refuse("indexVersion", "must be " + VERSION);
            }
            Optional<SharedDocument> message =
                    fields.optionalObject("deviceMessage").map(SchemaIndex::shared);
            Optional<SharedDocument> envelope =
                    fields.optionalObject("envelope").map(SchemaIndex::shared);
            List<IndexEntry> events = new ArrayList<>();
            for (DocumentFields entry : fields.objects("events")) {
                events.add(entry(entry));
            }
            fields.end();
            if (message.isPresent() != envelope.isPresent()) {
                throw DocumentFields.refuseDocument("must have both deviceMessage and envelope, or none of them");
            }
            return new SchemaIndex(message.map(m -> new SharedDocuments(m, envelope.orElseThrow())), events);
        } catch (InvalidDocumentException e) {
            throw new InvalidSchemaException(FILE + ": " + e.getMessage(), e);
        }
    }

    private static SharedDocument shared(DocumentFields fields) {
        SharedDocument document = new SharedDocument(
                fields.text("id", id -> !id.isEmpty()),
                fields.text("file", file -> file.matches("[a-z-]+\\.json")),
                fields.hash("sha256"));
        fields.end();
        return document;
    }

    private static IndexEntry entry(DocumentFields fields) {
        IndexEntry entry = IndexEntry.read(fields);
        if (!fields.text("file", file -> true).equals(entry.file())) {
            throw fields.refuse("file", "must be " + entry.file());
        }
        fields.end();
        return entry;
    }

    /** The entry of this type and version. */
    public Optional<IndexEntry> find(String eventType, int version) {
        return events.stream()
                .filter(entry -> entry.eventType().equals(eventType) && entry.version() == version)
                .findFirst();
    }

    /** Every document that it names, by its path: the shared ones first, then in the order of the index. */
    public Map<String, Hash> documents() {
        Map<String, Hash> documents = new LinkedHashMap<>();
        shared.ifPresent(both -> {
            documents.put(both.deviceMessage().file(), both.deviceMessage().sha256());
            documents.put(both.envelope().file(), both.envelope().sha256());
        });
        events.forEach(entry -> documents.put(entry.file(), entry.sha256()));
        return documents;
    }

    /** The text of the file: one line an entry, so that two branches that add a type each merge. */
    public String text() {
        StringBuilder text = new StringBuilder("{\n  \"indexVersion\": " + VERSION + ",\n");
        shared.ifPresent(documents -> {
            text.append(line("deviceMessage", documents.deviceMessage()));
            text.append(line("envelope", documents.envelope()));
        });
        text.append("  \"events\": [\n");
        text.append(String.join(",\n", events.stream().map(SchemaIndex::line).toList()));
        return text.append("\n  ]\n}\n").toString();
    }

    private static String line(String name, SharedDocument document) {
        return "  \"%s\": { \"id\": \"%s\", \"file\": \"%s\", \"sha256\": \"%s\" },\n"
                .formatted(
                        name, document.id(), document.file(), document.sha256().hex());
    }

    private static String line(IndexEntry entry) {
        return "    { \"eventType\": \"%s\", \"eventVersion\": %d, \"file\": \"%s\", \"status\": \"%s\", \"compatibility\": \"%s\", \"sha256\": \"%s\" }"
                .formatted(
                        entry.eventType(),
                        entry.version(),
                        entry.file(),
                        entry.status().wireName(),
                        entry.compatibility().wireName(),
                        entry.sha256().hex());
    }
}
