package io.wardlog.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One example message of one event type, from {@code fixtures/<eventType>/<version>/{valid,invalid}/<name>.json}.
 *
 * @param eventType the type that the message is of
 * @param version the version of its schema
 * @param valid whether the schema must accept it; an invalid one has exactly one fault, which its name tells
 * @param name the case in kebab case
 * @param json the whole device message, UTF-8
 */
public record Fixture(String eventType, int version, boolean valid, String name, byte[] json) {

    /** All fixtures, by type, version, verdict and name. */
    public static List<Fixture> all() {
        URL root = Fixture.class.getResource("/fixtures");
        try {
            URI uri = root.toURI();
            if (!uri.getScheme().equals("jar")) {
                return below(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return below(jar.getPath("/fixtures"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The fixtures that the schema of this type must accept. */
    public static List<Fixture> valid(String eventType) {
        return all().stream()
                .filter(fixture -> fixture.valid && fixture.eventType.equals(eventType))
                .toList();
    }

    private static List<Fixture> below(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> read(root.relativize(file), file))
                    .toList();
        }
    }

    private static Fixture read(Path place, Path file) {
        try {
            String name = place.getName(3).toString();
            return new Fixture(
                    place.getName(0).toString(),
                    Integer.parseInt(place.getName(1).toString()),
                    verdict(place.getName(2).toString()),
                    name.substring(0, name.length() - ".json".length()),
                    Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean verdict(String folder) {
        return switch (folder) {
            case "valid" -> true;
            case "invalid" -> false;
            default -> throw new IllegalStateException("a fixture is valid or invalid, not " + folder);
        };
    }

    @Override
    public String toString() {
        return eventType + "/" + version + "/" + (valid ? "valid/" : "invalid/") + name;
    }
}
