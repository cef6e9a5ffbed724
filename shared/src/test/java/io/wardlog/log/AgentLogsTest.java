package io.wardlog.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class AgentLogsTest {

    private final LoggerContext logs = new LoggerContext();

    @Test
    void writesTextLinesFromInfoOnToStandardError() {
        ConsoleAppender<ILoggingEvent> lines = configure(Map.of());

        assertThat(lines.getTarget()).isEqualTo("System.err");
        assertThat(lines.isStarted()).isTrue();
        assertThat(logs.getLogger("io.wardlog.edge").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(written(lines)).contains(" INFO  AgentLogsTest said").endsWith("\n");
    }

    @Test
    void theEnvironmentNamesFormatAndLevelAndNeverMakesLibrariesSpeak() {
        ConsoleAppender<ILoggingEvent> lines =
                configure(Map.of(LogSettings.FORMAT, "json", LogSettings.LEVEL, "debug"));

        assertThat(written(lines)).startsWith("{").contains("\"said\"");
        assertThat(logs.getLogger("io.wardlog.edge").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        assertThat(logs.getLogger("org.example").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(logs.getLogger("io.netty.handler").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(logs.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(logs.getLogger("net.openhft.chronicle").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(logs.getLogger("net.openhft.affinity.Affinity").getEffectiveLevel())
                .isEqualTo(Level.ERROR);
    }

    @Test
    void aPropertyOfTheJvmComesBeforeTheEnvironment() {
        System.setProperty(LogSettings.LEVEL, "trace");
        try {
            configure(new AgentLogs());
        } finally {
            System.clearProperty(LogSettings.LEVEL);
        }
        assertThat(logs.getLogger("io.wardlog.edge").getEffectiveLevel()).isEqualTo(Level.TRACE);
    }

    private ConsoleAppender<ILoggingEvent> configure(Map<String, String> environment) {
        return configure(new AgentLogs(environment));
    }

    private ConsoleAppender<ILoggingEvent> configure(AgentLogs agent) {
        agent.setContext(logs);

        assertThat(agent.configure(logs)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        return (ConsoleAppender<ILoggingEvent>)
                logs.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    }

    /** What the appender writes of an event. */
    private String written(ConsoleAppender<ILoggingEvent> lines) {
        ILoggingEvent event = new LoggingEvent(
                AgentLogsTest.class.getName(),
                logs.getLogger(AgentLogsTest.class),
                Level.INFO,
                "said",
                null,
                new Object[0]);
        return new String(lines.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
