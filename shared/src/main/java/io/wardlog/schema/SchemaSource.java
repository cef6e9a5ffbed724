package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Where schema documents come from: {@code index.json} names the files, all paths are relative to it and use {@code /}.
 * Read once, at start; a document that is missing or unreadable is a fault and throws {@link UncheckedIOException}.
 */
@FunctionalInterface
interface SchemaSource {
    /** The document with this path, for example {@code infusion.started/1.json}. */
    JsonNode read(String path);

    /** The documents of the {@code schemas} module, on the class path. */
    static SchemaSource classPath() {
        JsonMapper mapper = new JsonMapper();
        return path -> {
            String resource = "/io/wardlog/schemas/" + path;
            try (InputStream in = SchemaSource.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("no schema document " + resource);
                }
                return mapper.readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
