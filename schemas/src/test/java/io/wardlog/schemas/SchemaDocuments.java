package io.wardlog.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The schema documents as files. */
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

    /** Every schema document's path below the root, the index itself and its signature left out. */
    static List<String> files() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.equals("index.json") && !file.equals("index.sig"))
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
}
