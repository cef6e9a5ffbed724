package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.schema.bound.EventReader;
import io.wardlog.schema.bound.MessageReader;

/** Event schemas of payloads that no index names, below the device message and envelope of the product. */
final class EventSchemas {
    private static final SchemaCompiler COMPILER = new SchemaCompiler();
    private static final EventSchema.Shared SHARED = shared();

    private EventSchemas() {}

    private static EventSchema.Shared shared() {
        JsonNode message = Documents.json(SchemaSource.classPath().read("device-message.json"));
        JsonNode envelope = Documents.json(SchemaSource.classPath().read("envelope.json"));
        return new EventSchema.Shared(
                COMPILER.clear(message),
                COMPILER.disclosed(envelope),
                PhiMarks.pointers(envelope),
                MessageReader.compile(message),
                EventReader.compile(PhiMarks.disclosedForm(envelope)));
    }

    /** The schema of type {@code x_test.tried}, version 1, with this payload. */
    static EventSchema of(ObjectNode payload) {
        IndexEntry entry = new IndexEntry(
                "x_test.tried", 1, SchemaStatus.ACTIVE, Compatibility.BACKWARD, Sha256.of(Jcs.write(payload)));
        return EventSchema.compile(
                entry, payload.deepCopy().put("$id", entry.schemaRef()), new SchemaCompiler(), SHARED);
    }
}
