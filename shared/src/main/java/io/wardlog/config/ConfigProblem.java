package io.wardlog.config;

/**
 * One thing that is wrong with a configuration. It never holds a secret's value.
 *
 * @param line the line in the file, from 1; 0 when the problem is not in the file (an environment variable, the file itself)
 * @param key the key's path, {@code uplink.retryAfter}, {@code devices[2].id}; empty for the file as a whole
 * @param problem what is wrong
 * @param fix what to do about it
 */
public record ConfigProblem(int line, String key, String problem, String fix) {
    @Override
    public String toString() {
        String where = (line > 0 ? "line " + line + ": " : "") + (key.isEmpty() ? "" : key + ": ");
        return where + problem + ". " + fix + ".";
    }
}
