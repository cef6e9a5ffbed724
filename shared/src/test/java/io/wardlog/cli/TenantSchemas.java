package io.wardlog.cli;

import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A tenant's own event type in a directory: a tablet that was put into one of so many slots. */
final class TenantSchemas {
    private TenantSchemas() {}

    /** The schema whose highest slot is this one. */
    static String document(String type, int version, int slots) {
        return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "$id": "urn:wardlog:schema:%s:%d",
                  "title": "A tablet was docked",
                  "description": "A nurse put a tablet into its dock.",
                  "x-criticality": "LOW",
                  "type": "object",
                  "properties": {
                    "slot": { "description": "Which slot", "type": "integer", "minimum": 1, "maximum": %d, "x-unit": "1" },
                    "nurse": { "description": "Who", "type": "string", "maxLength": 64, "x-phi": true }
                  },
                  "required": ["slot"],
                  "additionalProperties": false
                }
                """.formatted(type, version, slots);
    }

    /** Writes versions 1, 2, … with these slots, all released, and their index. */
    static void write(Path directory, String type, int... slots) throws IOException {
        Files.createDirectories(directory.resolve(type));
        Map<String, SchemaStatus> released = new HashMap<>();
        for (int version = 1; version <= slots.length; version++) {
            Files.writeString(
                    directory.resolve(type + "/" + version + ".json"), document(type, version, slots[version - 1]));
            released.put("urn:wardlog:schema:" + type + ":" + version, SchemaStatus.ACTIVE);
        }
        Files.writeString(
                directory.resolve(SchemaIndex.FILE),
                IndexUpdate.of(directory, released).index().text());
    }
}
