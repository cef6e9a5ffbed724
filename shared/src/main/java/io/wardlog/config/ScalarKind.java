package io.wardlog.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kinds of a single value: how an operator calls them, and how their text is read.
 *
 * @param name the name for messages and the reference
 * @param parse reads the text; an {@code IllegalArgumentException}'s message says what is wrong with it
 */
record ScalarKind(String name, Function<String, Object> parse) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");
    private static final Map<String, Long> DURATION_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final Map<Class<?>, ScalarKind> KINDS = Map.ofEntries(
            Map.entry(String.class, new ScalarKind("text", text -> text)),
            Map.entry(SecretValue.class, new ScalarKind("secret", SecretValue::new)),
            Map.entry(int.class, new ScalarKind("whole number", ScalarKind::parseInt)),
            Map.entry(Integer.class, new ScalarKind("whole number", ScalarKind::parseInt)),
            Map.entry(long.class, new ScalarKind("whole number", ScalarKind::parseLong)),
            Map.entry(Long.class, new ScalarKind("whole number", ScalarKind::parseLong)),
            Map.entry(boolean.class, new ScalarKind("true or false", ScalarKind::parseBoolean)),
            Map.entry(Boolean.class, new ScalarKind("true or false", ScalarKind::parseBoolean)),
            Map.entry(URI.class, new ScalarKind("URI", ScalarKind::parseUri)),
            Map.entry(Path.class, new ScalarKind("path", Path::of)),
            Map.entry(Duration.class, new ScalarKind("duration", ScalarKind::parseDuration)),
            Map.entry(DataSize.class, new ScalarKind("size", DataSize::parse)),
            Map.entry(HostPort.class, new ScalarKind("host:port", HostPort::parse)));

    /** The kind of {@code type}, or empty when it is none of a single value. */
    static Optional<ScalarKind> of(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(enumeration(type.asSubclass(Enum.class)));
        }
        return Optional.ofNullable(KINDS.get(type));
    }

    private static ScalarKind enumeration(@SuppressWarnings("rawtypes") Class<? extends Enum> type) {
        String names =
                Arrays.stream(type.getEnumConstants()).map(ScalarKind::enumName).collect(Collectors.joining(", "));
        return new ScalarKind(
                "one of " + names,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> enumName(constant).equals(text.replace('-', '_')))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not one of " + names)));
    }

    private static String enumName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Object parseInt(String text) {
        long value = parseLong(text);
        if (value != (int) value) {
            throw new IllegalArgumentException("outside the range of 32-bit numbers");
        }
        return (int) value;
    }

    private static Long parseLong(String text) {
        try {
            return Long.valueOf(text.replace("_", ""));
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("not a whole number", notOne);
        }
    }

    private static Object parseBoolean(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("not true or false");
        }
        return Boolean.valueOf(text);
    }

    private static Object parseUri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("not a URI such as https://collector.example:8443", notOne);
        }
        throw new IllegalArgumentException("not a whole URI such as https://collector.example:8443");
    }

    private static Object parseDuration(String text) {
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a duration such as 250ms, 10s, 5m, 24h or 7d");
        }
        return Duration.ofMillis(
                Math.multiplyExact(Long.parseLong(form.group(1)), (long) DURATION_MILLIS.get(form.group(2))));
    }
}
