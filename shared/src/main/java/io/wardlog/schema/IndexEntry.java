package io.wardlog.schema;

import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields;

/**
 * One version of one event type, as an index or a bundle names it.
 *
 * @param eventType for example {@code infusion.started}
 * @param version from 1
 * @param status where it stands in its life
 * @param compatibility the rule of the type, the same for all its versions
 * @param sha256 of the document's bytes as they lie in the file
 */
public record IndexEntry(String eventType, int version, SchemaStatus status, Compatibility compatibility, Hash sha256) {

    private static final int MAX_VERSION = 1_000_000;

    /**
     * Reads the fields that an entry of an index and one of a bundle have in common.
     *
     * @throws DocumentFields.InvalidDocumentException when one is missing or has a wrong form
     */
    public static IndexEntry read(DocumentFields fields) {
        long version = fields.integer("eventVersion", 1);
        if (version > MAX_VERSION) {
            throw fields.refuse("eventVersion", "must be at most " + MAX_VERSION);
        }
        String status =
                fields.text("status", name -> SchemaStatus.fromWireName(name).isPresent());
        String rule = fields.text(
                "compatibility", name -> Compatibility.fromWireName(name).isPresent());
        return new IndexEntry(
                fields.text("eventType", Identifiers::isEventType),
                (int) version,
                SchemaStatus.fromWireName(status).orElseThrow(),
                Compatibility.fromWireName(rule).orElseThrow(),
                fields.hash("sha256"));
    }

    /** The document's path below its directory. */
    public String file() {
        return eventType + "/" + version + ".json";
    }

    /** The document's {@code $id}. */
    public String schemaRef() {
        return Identifiers.schemaRef(eventType, version);
    }

    IndexEntry with(SchemaStatus newStatus) {
        return new IndexEntry(eventType, version, newStatus, compatibility, sha256);
    }

    IndexEntry with(Hash newSha256) {
        return new IndexEntry(eventType, version, status, compatibility, newSha256);
    }
}
