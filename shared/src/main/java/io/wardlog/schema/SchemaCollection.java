package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An index and the documents of its event types, each what its hash says. Not compiled: for comparing and for bundles. Immutable.
 *
 * @param documents by their path
 */
public record SchemaCollection(SchemaIndex index, Map<String, JsonNode> documents) {

    public SchemaCollection {
        documents = Map.copyOf(documents);
    }

    /**
     * Reads an index and everything that it names.
     *
     * @throws InvalidSchemaException when one is not what it should be
     */
    public static SchemaCollection load(SchemaSource source) {
        return load(source.read(SchemaIndex.FILE), source);
    }

    /**
     * Reads everything that an index names, which was read before.
     *
     * @param indexBytes of {@code index.json}
     * @throws InvalidSchemaException when one is not what it should be
     */
    public static SchemaCollection load(byte[] indexBytes, SchemaSource source) {
        SchemaIndex index = SchemaIndex.read(indexBytes);
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        for (IndexEntry entry : index.events()) {
            documents.put(entry.file(), HashedDocument.read(source, entry.file(), entry.sha256()));
        }
        return new SchemaCollection(index, documents);
    }

    /** A collection without any type. */
    public static SchemaCollection none() {
        return new SchemaCollection(new SchemaIndex(Optional.empty(), List.of()), Map.of());
    }

    /**
     * What the rules of a schema say against the documents, one sentence each; empty when nothing. For documents that come from outside the
     * product.
     */
    public List<String> problems() {
        return index.events().stream()
                .flatMap(entry ->
                        SchemaRules.problems(document(entry)).stream().map(problem -> entry.file() + ": " + problem))
                .toList();
    }

    /** Every version of every type with its document, in the order of the index. */
    public List<SchemaDocuments.EventDocument> events() {
        return index.events().stream()
                .map(entry -> new SchemaDocuments.EventDocument(entry, document(entry)))
                .toList();
    }

    JsonNode document(IndexEntry entry) {
        return documents.get(entry.file());
    }
}
