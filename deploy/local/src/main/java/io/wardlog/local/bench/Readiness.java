package io.wardlog.local.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line of an agent's log that says that every way in is open.
 *
 * @param at when
 * @param processorSeconds what the process had taken until then
 */
record Readiness(Instant at, double processorSeconds) {
    private static final Pattern LINE = Pattern.compile("(\\S+) INFO .*\\bagent_ready .*\\bprocessorMillis=(\\d+).*");

    /** Of the last start in these lines. */
    static Readiness last(List<String> log) throws IOException {
        Readiness last = null;
        for (String line : log) {
            Matcher ready = LINE.matcher(line);
            if (ready.matches()) {
                last = new Readiness(Instant.parse(ready.group(1)), Long.parseLong(ready.group(2)) / 1000.0);
            }
        }
        if (last == null) {
            throw new IOException("the log says nothing of a start");
        }
        return last;
    }
}
