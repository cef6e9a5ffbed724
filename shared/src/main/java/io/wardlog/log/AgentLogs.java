package io.wardlog.log;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The edge agent's logs: one line an event on standard error, as docs/log-events.md says; what other processes have in {@code logback.xml}, for which an agent
 * would load an XML parser and 500 classes more. {@code -Dlogback.configurationFile} takes its place, as everywhere. Libraries never at DEBUG: some print the packets, patients included.
 */
public final class AgentLogs extends ContextAwareBase implements Configurator {
    private static final Map<String, Level> LIBRARIES = Map.of(
            "io.netty",
            Level.WARN,
            "io.vertx",
            Level.WARN,
            "net.openhft",
            Level.WARN,
            // It warns that it pins no threads to processors, which nothing asks it to.
            "net.openhft.affinity",
            Level.ERROR);

    private final Map<String, String> settings;

    /** As the process' environment says, and before it, as in a {@code logback.xml}, the JVM's system properties of the same names. */
    public AgentLogs() {
        this(environmentAndProperties());
    }

    AgentLogs(Map<String, String> settings) {
        this.settings = settings;
    }

    private static Map<String, String> environmentAndProperties() {
        Map<String, String> settings = new HashMap<>(System.getenv());
        for (String name : List.of(LogSettings.LEVEL, LogSettings.FORMAT)) {
            Optional.ofNullable(System.getProperty(name)).ifPresent(property -> settings.put(name, property));
        }
        return settings;
    }

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.NEUTRAL; // the operator's own file
        }
        logs.getStatusManager().add(new NopStatusListener());
        LIBRARIES.forEach((name, level) -> logs.getLogger(name).setLevel(level));
        String own = settings.getOrDefault(LogSettings.LEVEL, "info");
        logs.getLogger("io.wardlog").setLevel(Level.toLevel(own.toUpperCase(Locale.ROOT), Level.INFO));
        logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(standardError(logs));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private ConsoleAppender<ILoggingEvent> standardError(LoggerContext logs) {
        LogLineEncoder encoder = new LogLineEncoder();
        encoder.setContext(logs);
        encoder.setFormat(settings.getOrDefault(LogSettings.FORMAT, "text"));
        encoder.start();
        ConsoleAppender<ILoggingEvent> lines = new ConsoleAppender<>();
        lines.setContext(logs);
        lines.setName("stderr");
        lines.setTarget("System.err");
        lines.setEncoder(encoder);
        lines.start();
        return lines;
    }
}
