package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;

/** A document that is what its hash says. */
final class HashedDocument {
    private HashedDocument() {}

    /**
     * Reads the document of a source.
     *
     * @throws InvalidSchemaException when its bytes have another hash or are not JSON
     */
    static JsonNode read(SchemaSource source, String file, Hash sha256) {
        byte[] bytes = source.read(file);
        Hash found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            throw new InvalidSchemaException(
                    file + " was changed: its SHA-256 is " + found.hex() + ", the index has " + sha256.hex());
        }
        return parse(file, bytes);
    }

    static JsonNode parse(String file, byte[] bytes) {
        JsonReading reading = StrictJson.read(bytes, JsonLimits.DOCUMENT);
        if (reading instanceof JsonReading.Refused refused) {
            throw new InvalidSchemaException(file + " is not JSON: " + refused.detail());
        }
        return ((JsonReading.Value) reading).node();
    }
}
