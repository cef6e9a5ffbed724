package io.wardlog.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The two environment variables of the logs; {@code logback.xml} and {@link AgentLogs} read them, and a process checks them before it runs. */
public final class LogSettings {
    /** {@code text} (when unset) or {@code json}. */
    public static final String FORMAT = "WARDLOG_LOG_FORMAT";

    /** The least level of Wardlog's own events, {@code info} when unset; libraries keep the levels of {@code logback.xml}. */
    public static final String LEVEL = "WARDLOG_LOG_LEVEL";

    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private LogSettings() {}

    /** What is wrong with the variables, one sentence each; empty when they can be used. */
    public static List<String> problems(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        check(FORMAT, FORMATS, environment, problems);
        check(LEVEL, LEVELS, environment, problems);
        return problems;
    }

    /** For a command that answers a person: what it logs of what goes well would stand between its lines. A level that the environment names counts. */
    public static void onlyWarnings(Map<String, String> environment) {
        if (!environment.containsKey(LEVEL) && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.wardlog").setLevel(Level.WARN);
        }
    }

    private static void check(String name, List<String> allowed, Map<String, String> environment, List<String> into) {
        String value = environment.get(name);
        if (value != null && !allowed.contains(value)) {
            into.add("the environment variable " + name + " must be one of " + String.join(", ", allowed));
        }
    }
}
