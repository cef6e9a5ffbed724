package io.wardlog.config;

import io.wardlog.error.FileFailure;

/**
 * One thing that is wrong with a configuration. It never holds a secret's value.
 *
 * @param line the line in the file, from 1; 0 when the problem is not in the file (an environment variable, the file itself)
 * @param key the key's path, {@code uplink.retryAfter}, {@code devices[2].id}; empty for the file as a whole
 * @param problem what is wrong
 * @param fix what to do about it
 */
public record ConfigProblem(int line, String key, String problem, String fix) {
    /** A file that {@code key} names cannot be used, because of {@code why}. */
    public static ConfigProblem unusable(String key, Exception why, String fix) {
        return new ConfigProblem(0, key, "cannot be used: " + FileFailure.reason(why), fix);
    }

    @Override
    public String toString() {
        String where = (line > 0 ? "line " + line + ": " : "") + (key.isEmpty() ? "" : key + ": ");
        return where + problem + ". " + sentence(fix);
    }

    private static String sentence(String text) {
        return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
    }
}
