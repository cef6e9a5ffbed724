package io.wardlog.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Where in the configuration a value is bound.
 *
 * @param key the path for messages
 * @param variable the environment variable that overrides it; empty inside lists and maps, which have none
 * @param line the line that a problem without a line of its own is reported at
 * @param range the bounds of the component, if any
 */
record Site(String key, String variable, int line, Optional<Range> range) {
    static Site root(String prefix) {
        return new Site("", prefix, 0, Optional.empty());
    }

    Site component(String name, Range range) {
        String path = key.isEmpty() ? name : key + "." + name;
        return new Site(path, variable.isEmpty() ? "" : variable(variable, name), line, Optional.ofNullable(range));
    }

    Site element(int index) {
        return new Site(key + "[" + index + "]", "", line, range);
    }

    Site entry(String name) {
        return new Site(key + "." + ScalarReader.shown(name), "", line, range);
    }

    Site at(int newLine) {
        return new Site(key, variable, newLine, range);
    }

    /** {@code WARDLOG} and {@code retryAfter} give {@code WARDLOG_RETRY_AFTER}. */
    static String variable(String prefix, String name) {
        return prefix + "_" + name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
