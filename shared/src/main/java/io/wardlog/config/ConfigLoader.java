package io.wardlog.config;

import io.wardlog.error.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Binds a YAML file to a record. Keys are the record's component names; kinds are String, {@link SecretValue}, int, long, boolean,
 * enum (lower case, {@code -} as {@code _}), Path (relative to the file's directory), URI, Duration ({@code 250ms}, {@code 10s},
 * {@code 5m}, {@code 24h}, {@code 7d}), {@link DataSize}, {@link HostPort}, List, Map with String keys, nested records, and Optional
 * of these. Single values and lists of them are overridden by the environment variable {@code PREFIX_SECTION_KEY} ({@code retryAfter}
 * becomes {@code RETRY_AFTER}; lists comma-separated). Unknown keys are errors; unknown variables are not, because container platforms set
 * variables of their own under a service's name. A record's constructor may refuse values with {@code IllegalArgumentException}.
 */
public final class ConfigLoader {
    /** Larger files are refused: no configuration of a gateway or collector comes near it. */
    public static final int MAX_BYTES = 16 << 20;

    private ConfigLoader() {}

    /**
     * Reads {@code file} as a {@code T}.
     *
     * @param prefix the first part of the environment variables' names, for example {@code WARDLOG_AGENT}
     * @throws ConfigException with every problem found; nothing else is thrown for anything that a file or variable can hold
     */
    public static <T extends Record> T load(Class<T> type, Path file, Map<String, String> environment, String prefix) {
        Path absolute = file.toAbsolutePath();
        return parse(type, new Source(file.toString(), absolute.getParent(), read(file)), environment, prefix);
    }

    /** The same for bytes that are at hand; {@code source} names them and gives the directory of relative paths. */
    public static <T extends Record> T parse(
            Class<T> type, Source source, Map<String, String> environment, String prefix) {
        Problems problems = new Problems();
        YamlNode root = YamlReader.read(text(source), problems);
        if (problems.none() || root instanceof YamlNode.Mapping) {
            Binder binder = new Binder(new ScalarReader(source.directory(), problems), environment, problems);
            var bound = binder.section(type, root, Site.root(prefix));
            if (bound.isPresent() && problems.none()) {
                return type.cast(bound.get());
            }
        }
        throw problems.exception(source.name());
    }

    /** The text of a configuration: what to call it, where relative paths start, and its bytes. */
    public record Source(String name, Path directory, byte[] bytes) {}

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw broken(
                        file.toString(), "is larger than " + MAX_BYTES + " bytes", "Check that it is the right file");
            }
            return bytes;
        } catch (IOException unreadable) {
            String why = FileFailure.reason(unreadable);
            throw broken(file.toString(), "cannot be read: " + why, "Check that it exists and may be read");
        }
    }

    private static String text(Source source) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source.bytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw broken(source.name(), "is not UTF-8", "Save it as UTF-8");
        }
    }

    private static ConfigException broken(String name, String problem, String fix) {
        return new ConfigException(name, List.of(new ConfigProblem(0, "", problem, fix)));
    }
}
