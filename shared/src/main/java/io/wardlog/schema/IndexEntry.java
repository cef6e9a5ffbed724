package io.wardlog.schema;

import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;

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
