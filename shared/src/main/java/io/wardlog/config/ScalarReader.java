package io.wardlog.config;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the text of a value, of a default or of an environment variable into its kind, and checks its range. */
final class ScalarReader {
    private static final int MAX_SHOWN = 60;

    private final Path base;
    private final Problems problems;

    /** Relative paths are resolved against {@code base}. */
    ScalarReader(Path base, Problems problems) {
        this.base = base;
        this.problems = problems;
    }

    /** Whether a value of this type can be written as one text: a single value, an optional one, or a list of them. */
    boolean readsText(Type type) {
        Class<?> raw = Binder.raw(type);
        return raw == Optional.class || raw == List.class
                ? readsText(Binder.argument(type, 0))
                : ScalarKind.of(raw).isPresent();
    }

    /** Reads {@code text}; lists are comma-separated. Empty after a problem was reported. */
    Optional<Object> fromText(Type type, String text, Site site) {
        Class<?> raw = Binder.raw(type);
        if (raw == Optional.class) {
            return fromText(Binder.argument(type, 0), text, site).map(Optional::of);
        }
        if (raw == List.class) {
            return listFromText(Binder.argument(type, 0), text, site);
        }
        ScalarKind kind =
                ScalarKind.of(raw).orElseThrow(() -> new IllegalStateException(type + " is no kind of configuration"));
        try {
            Object value = kind.parse().apply(text);
            return site.range().isEmpty() || within(site.range().get(), kind, value, site)
                    ? Optional.of(value instanceof Path path ? base.resolve(path) : value)
                    : Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            return wrong(site, kind, text, wrong);
        }
    }

    private Optional<Object> listFromText(Type elementType, String text, Site site) {
        List<Object> bound = new ArrayList<>();
        String[] parts = text.isBlank() ? new String[0] : text.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            fromText(elementType, parts[i].strip(), site).ifPresent(bound::add);
        }
        return bound.size() == parts.length ? Optional.of(List.copyOf(bound)) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private boolean within(Range range, ScalarKind kind, Object value, Site site) {
        Comparable<Object> comparable = (Comparable<Object>) value;
        boolean above =
                range.min().isEmpty() || comparable.compareTo(kind.parse().apply(range.min())) >= 0;
        boolean below =
                range.max().isEmpty() || comparable.compareTo(kind.parse().apply(range.max())) <= 0;
        if (!above || !below) {
            problems.add(site.line(), named(site), "is out of range: " + shown(value.toString()), bounds(range));
        }
        return above && below;
    }

    private static String bounds(Range range) {
        if (range.max().isEmpty()) {
            return "Take " + range.min() + " or more";
        }
        return range.min().isEmpty()
                ? "Take " + range.max() + " or less"
                : "Take " + range.min() + " to " + range.max();
    }

    private Optional<Object> wrong(Site site, ScalarKind kind, String text, RuntimeException wrong) {
        problems.add(
                site.line(),
                named(site),
                "`" + shown(text) + "`: " + firstWords(wrong),
                "Write " + (kind.name().startsWith("one of") ? kind.name() : "a " + kind.name()));
        return Optional.empty();
    }

    private static String firstWords(RuntimeException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return wrong.getClass() == IllegalArgumentException.class && !message.contains("\n") && message.length() < 400
                ? message
                : "not readable";
    }

    /** A problem outside the file names the variable that it is in. */
    private static String named(Site site) {
        return site.line() == 0 && !site.variable().isEmpty()
                ? site.key() + " (environment variable " + site.variable() + ")"
                : site.key();
    }

    /** The text as it may be shown: bounded, on one line, without control characters. */
    static String shown(String text) {
        String oneLine = text.replaceAll("\\p{C}", "?");
        return oneLine.length() > MAX_SHOWN ? oneLine.substring(0, MAX_SHOWN) + "…" : oneLine;
    }
}
