package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.SchemaDocuments;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** A directory of Avro files: {@code <eventType>/<version>.avsc} and, for events of an export, {@code .avro}. Used by one thread. */
final class AvroFiles {

    private static final SchemaFormatter PRETTY = SchemaFormatter.getInstance("json/pretty");

    private final Path directory;
    private final Map<String, Schema> schemas = new TreeMap<>();

    /** How many lines of an export became an Avro event, and why the others did not. */
    record Tally(long written, long sealed, long quarantined, long misfits) {
        boolean isComplete() {
            return sealed + quarantined + misfits == 0;
        }

        Tally and(Fate fate) {
            return new Tally(
                    written + (fate == Fate.WRITTEN ? 1 : 0),
                    sealed + (fate == Fate.SEALED ? 1 : 0),
                    quarantined + (fate == Fate.QUARANTINED ? 1 : 0),
                    misfits + (fate == Fate.MISFIT ? 1 : 0));
        }
    }

    private enum Fate {
        WRITTEN,
        SEALED,
        QUARANTINED,
        MISFIT
    }

    AvroFiles(Path directory) {
        this.directory = directory;
        SchemaDocuments documents = SchemaDocuments.builtIn();
        for (EventDocument event : documents.events()) {
            if (event.entry().status() != SchemaStatus.DRAFT) {
                schemas.put(
                        name(event.entry().eventType(), event.entry().version()),
                        AvroSchemas.of(documents.envelope(), event));
            }
        }
    }

    private static String name(String eventType, int version) {
        return eventType + "/" + version;
    }

    /** Writes the schemas, over those that are there; tells how many. */
    int writeSchemas() throws IOException {
        for (Map.Entry<String, Schema> schema : schemas.entrySet()) {
            Path file = directory.resolve(schema.getKey() + ".avsc");
            Files.createDirectories(file.getParent());
            Files.writeString(file, PRETTY.format(schema.getValue()) + "\n");
        }
        return schemas.size();
    }

    /** Writes the events of an export, a file for each type and version. */
    Tally writeEvents(Path export) throws IOException {
        Map<String, DataFileWriter<GenericRecord>> writers = new HashMap<>();
        Tally tally = new Tally(0, 0, 0, 0);
        try (BufferedReader lines = Files.newBufferedReader(export)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonReading reading = StrictJson.read(line.getBytes(StandardCharsets.UTF_8), JsonLimits.DOCUMENT);
                if (!(reading instanceof JsonReading.Value value)) {
                    tally = tally.and(Fate.MISFIT);
                } else if (value.node().has("event") || value.node().has("sealedEvent")) {
                    tally = tally.and(write(value.node(), writers)); // other lines hold proofs, no events
                }
            }
        } finally {
            for (DataFileWriter<GenericRecord> writer : writers.values()) {
                writer.close();
            }
        }
        return tally;
    }

    private Fate write(JsonNode line, Map<String, DataFileWriter<GenericRecord>> writers) throws IOException {
        if (line.has("quarantine") || line.has("sealedEvent")) {
            return line.has("sealedEvent") ? Fate.SEALED : Fate.QUARANTINED;
        }
        JsonNode event = line.get("event");
        String name = name(
                event.path("eventType").asText(), event.path("eventVersion").asInt());
        Schema schema = schemas.get(name);
        if (schema == null || !(AvroEvents.toAvro(event, schema) instanceof AvroEvents.Conversion.Fits fits)) {
            return Fate.MISFIT;
        }
        DataFileWriter<GenericRecord> writer = writers.get(name);
        if (writer == null) {
            writer = open(name, schema);
            writers.put(name, writer);
        }
        writer.append(fits.event());
        return Fate.WRITTEN;
    }

    private DataFileWriter<GenericRecord> open(String name, Schema schema) throws IOException {
        Path file = directory.resolve(name + ".avro");
        Files.createDirectories(file.getParent());
        return new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema)).create(schema, file.toFile());
    }
}
