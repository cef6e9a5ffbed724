package io.wardlog.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The product's own schemas as they lie in the repository. */
public final class ProductSchemas {
    /** Their directory. */
    public static final Path DIRECTORY = Path.of("../schemas/src/main/resources/io/wardlog/schemas");

    private ProductSchemas() {}

    /** Copies all of them, the index and its signature included, into a directory. */
    public static void copyTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(DIRECTORY.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
