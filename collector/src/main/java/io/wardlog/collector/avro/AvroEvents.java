package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.json.Jcs;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Stored events as Avro records, and back. An event that fits its schema comes back as the very bytes that were hashed; one that does not
 * (a quarantined event may hold anything) is refused, never bent. Pure, safe for any thread.
 */
public final class AvroEvents {

    private AvroEvents() {}

    /** What {@link #toAvro} made of an event. */
    public sealed interface Conversion {
        /** The event as a record of the schema. */
        record Fits(GenericRecord event) implements Conversion {}

        /** The event does not fit; {@code pointer} (RFC 6901) says where, {@code detail} why, and quotes no value. */
        record Refused(String pointer, String detail) implements Conversion {}
    }

    /** The event's tree, as {@code StrictJson} reads it, as a record of the schema that {@link AvroSchemas} derived. */
    public static Conversion toAvro(JsonNode event, Schema schema) {
        try {
            return new Conversion.Fits((GenericRecord) EventReader.value(event, schema, ""));
        } catch (EventReader.MisfitException misfit) {
            return new Conversion.Refused(misfit.pointer, misfit.getMessage());
        }
    }

    /**
     * The canonical bytes of the event that a record is.
     *
     * @throws IllegalArgumentException when a string that should be JSON text is none, or a number is not finite
     */
    public static byte[] toJson(GenericRecord event) {
        return Jcs.write(EventWriter.node(event, event.getSchema()));
    }
}
