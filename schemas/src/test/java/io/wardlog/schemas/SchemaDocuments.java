package io.wardlog.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The schema documents as files, and a walk over the sub-schemas of one. */
final class SchemaDocuments {
    static final Path ROOT = Path.of("src/main/resources/io/wardlog/schemas");
    private static final JsonMapper MAPPER = new JsonMapper();

    private SchemaDocuments() {}

    static JsonNode read(String file) {
        try {
            return MAPPER.readTree(ROOT.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every schema document's path below the root, the index itself left out. */
    static List<String> files() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.equals("index.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that the index names. */
    static List<String> indexed() {
        JsonNode index = read("index.json");
        List<String> files = new ArrayList<>();
        files.add(index.at("/deviceMessage/file").asText());
        files.add(index.at("/envelope/file").asText());
        index.path("events").forEach(entry -> files.add(entry.path("file").asText()));
        return files;
    }

    /** Visits each schema that describes a value: the document itself, its properties and array elements, at any depth. */
    static void walk(JsonNode schema, String place, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(place, schema);
        schema.path("properties").fields().forEachRemaining(p -> walk(p.getValue(), place + "/" + p.getKey(), visitor));
        if (schema.has("items")) {
            walk(schema.get("items"), place + "/*", visitor);
        }
    }
}
