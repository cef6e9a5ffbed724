package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The schemas that come with the product as the documents that they are, for what is derived from them. The trees are shared: nobody
 * changes them.
 *
 * @param envelope the stored event's schema; its payload is any object
 * @param events every version of every event type, in the order of the index
 */
public record SchemaDocuments(JsonNode envelope, List<EventDocument> events) {

    public SchemaDocuments {
        events = List.copyOf(events);
    }

    /**
     * The schema of one event type's payload.
     *
     * @param entry what the index says of it
     * @param payload the document, as written: patient data are marked, not replaced
     */
    public record EventDocument(IndexEntry entry, JsonNode payload) {}

    /**
     * Reads the documents of the class path anew; each is compared with its hash in the index.
     *
     * @throws InvalidSchemaException when one was changed
     */
    public static SchemaDocuments builtIn() {
        SchemaSource source = SchemaSource.classPath();
        SchemaIndex index = SchemaIndex.read(source.read(SchemaIndex.FILE));
        SchemaIndex.SharedDocument envelope = index.shared()
                .orElseThrow(() -> new InvalidSchemaException(SchemaIndex.FILE + " names no envelope"))
                .envelope();
        return new SchemaDocuments(
                HashedDocument.read(source, envelope.file(), envelope.sha256()),
                index.events().stream()
                        .map(entry ->
                                new EventDocument(entry, HashedDocument.read(source, entry.file(), entry.sha256())))
                        .toList());
    }
}
