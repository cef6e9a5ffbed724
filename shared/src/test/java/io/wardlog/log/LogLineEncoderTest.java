package io.wardlog.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineEncoderTest {

    @Test
    void textIsOneLineOfNameAndFields() {
        ILoggingEvent event = event(
                "agent_ready",
                null,
                new KeyValuePair("ports", Map.of("mqtt", 1883)),
                new KeyValuePair("statusPort", 9464));
        assertThat(line("text", event))
                .isEqualTo("2026-11-26T11:12:13.004Z INFO  Some agent_ready ports=\"{mqtt=1883}\" statusPort=9464\n");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        ILoggingEvent event =
                event("agent_ready", null, new KeyValuePair("reason", "a \"b\""), new KeyValuePair("statusPort", 9464));
        assertThat(line("json", event))
                .isEqualTo(
                        "{\"timestamp\":\"2026-11-26T11:12:13.004Z\",\"level\":\"INFO\",\"logger\":\"io.wardlog.Some\",\"thread\":\"t\","
                                + "\"event\":\"agent_ready\",\"fields\":{\"reason\":\"a \\\"b\\\"\",\"statusPort\":9464}}\n");
    }

    @Test
    void anErrorComesWithItsStack() throws IOException {
        Exception failure = new IllegalStateException("no\nway");
        ILoggingEvent event = event("x_failed", failure);
        assertThat(line("text", event)).startsWith("2026").contains("\tat io.wardlog.log.");
        JsonNode error = new ObjectMapper().readTree(line("json", event)).path("error");
        assertThat(error.path("type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.path("message").asText()).isEqualTo("no\nway");
        assertThat(error.path("stack").asText()).contains("\tat io.wardlog.log.");
    }

    @Property(tries = 300)
    void noErrorTextBeginsALine(@ForAll String message) {
        onlyTheFirstLineBeginsAtTheMargin(message);
    }

    @Test
    void aForgedLineInAnErrorTextIsIndented() {
        onlyTheFirstLineBeginsAtTheMargin("x\n2026-11-26T11:12:13.004Z INFO  Some agent_ready\r\u001b[2K\u2028\u0085y");
    }

    private static void onlyTheFirstLineBeginsAtTheMargin(String message) {
        Exception failure = new IllegalStateException(message, new IOException(message));
        List<String> lines = List.of(line("text", event("x_failed", failure)).split("\n"));

        assertThat(lines.get(0)).endsWith("x_failed");
        assertThat(lines.subList(1, lines.size())).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("  "));
        assertThat(lines)
                .allMatch(line -> line.stripLeading()
                        .chars()
                        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e));
    }

    @Test
    void aLibrarysSentenceIsAMessage() throws IOException {
        LoggingEvent event = event("a sentence", null);
        event.setLoggerName("org.example.Library");
        assertThat(new ObjectMapper()
                        .readTree(line("json", event))
                        .path("message")
                        .asText())
                .isEqualTo("a sentence");
    }

    @Property(tries = 500)
    void noValueBeginsALineOrBreaksTheJson(@ForAll String value) throws IOException {
        ILoggingEvent event = event("x_seen", null, new KeyValuePair("value", value));
        String text = line("text", event);
        assertThat(text.chars().filter(c -> Character.isISOControl(c) || c == 0x2028))
                .containsExactly((int) '\n');
        String json = line("json", event);
        assertThat(json.indexOf('\n')).isEqualTo(json.length() - 1);
        String read =
                new ObjectMapper().readTree(json).path("fields").path("value").asText();
        assertThat(read).isEqualTo(value.length() <= LogValue.MAX_CHARS ? value : read);
        assertThat(read.length()).isLessThanOrEqualTo(LogValue.MAX_CHARS + 1);
    }

    @Test
    void unknownSettingsAreNamed() {
        assertThat(LogSettings.problems(Map.of())).isEmpty();
        assertThat(LogSettings.problems(Map.of("WARDLOG_LOG_FORMAT", "json", "WARDLOG_LOG_LEVEL", "debug")))
                .isEmpty();
        assertThat(LogSettings.problems(Map.of("WARDLOG_LOG_FORMAT", "xml", "WARDLOG_LOG_LEVEL", "DEBUG")))
                .containsExactly(
                        "the environment variable WARDLOG_LOG_FORMAT must be one of text, json",
                        "the environment variable WARDLOG_LOG_LEVEL must be one of error, warn, info, debug, trace");
    }

    private static String line(String format, ILoggingEvent event) {
        LogLineEncoder encoder = new LogLineEncoder();
        encoder.setFormat(format);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static LoggingEvent event(String message, Throwable cause, KeyValuePair... pairs) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("io.wardlog.Some"), Level.INFO, message, cause, new Object[0]);
        event.setInstant(Instant.parse("2026-11-26T11:12:13.004Z"));
        event.setThreadName("t");
        event.setKeyValuePairs(List.of(pairs));
        return event;
    }
}
