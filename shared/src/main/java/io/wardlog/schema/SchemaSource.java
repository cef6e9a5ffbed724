package io.wardlog.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where schema documents come from: {@code index.json} names the files, all paths are relative to it and use {@code /}. A document that
 * is missing or larger than {@value #MAX_BYTES} bytes is an {@link InvalidSchemaException}, one that cannot be read an {@link
 * UncheckedIOException}.
 */
@FunctionalInterface
public interface SchemaSource {
    /** The greatest size of one document and of an index. */
    int MAX_BYTES = 1024 * 1024;

    /** Where the {@code schemas} module's documents lie on the class path, and in its jar. */
    String ROOT = "/io/wardlog/schemas/";

    /** The bytes of the document with this path, for example {@code infusion.started/1.json}. */
    byte[] read(String path);

    /** The documents of the {@code schemas} module, on the class path. */
    static SchemaSource classPath() {
        return path -> {
            String resource = ROOT + path;
            try (InputStream in = SchemaSource.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new InvalidSchemaException("there is no schema document " + resource);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The documents in a directory. */
    static SchemaSource directory(Path directory) {
        return path -> {
            Path file = directory.resolve(path);
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new InvalidSchemaException(file + " is larger than " + MAX_BYTES + " bytes");
                }
                return bytes;
            } catch (NoSuchFileException e) {
                throw new InvalidSchemaException("there is no " + file, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
