package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trace from a device, through the packaged processes, into the index: spans over real OTLP, and the search by trace. */
@ExtendWith(SharedStack.class)
class TraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> WAY =
            List.of("wardlog.accept", "wardlog.forward", "wardlog.ingest", "wardlog.custody", "wardlog.index");
    private static final String DEVICES_SPAN = "00f067aa0ba902b7";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Stack stack;
    private static DemoDevice device;

    @BeforeAll
    static void start(Stack shared) {
        Tools.need("mosquitto_pub", "mosquitto-clients");
        Tools.need("curl", "curl");
        stack = shared;
        device = stack.devices.spares().get(3);
    }

    @ParameterizedTest
    @EnumSource
    void oneTraceLeadsFromTheDeviceToTheIndex(TracedWay client) throws Exception {
        String traceId = TracedWay.newTraceId();
        Message message = send(client, "00-" + traceId + "-" + DEVICES_SPAN + "-01");
        JsonNode event = awaitEvent("traceId=" + traceId);
        assertThat(event.path("eventId").asText()).isEqualTo(message.eventId());
        assertThat(event.toString()).as("what is signed").doesNotContain(traceId);
        assertThat(Probe.await(
                        PATIENCE, () -> false, () -> stack.spans.of(traceId).size() >= WAY.size()))
                .as("spans: %s", stack.spans.of(traceId))
                .isTrue();
        List<SpanReceiver.Received> spans = stack.spans.of(traceId);
        assertThat(spans).extracting(SpanReceiver.Received::name).containsExactlyInAnyOrderElementsOf(WAY);
        Map<String, SpanReceiver.Received> byName =
                spans.stream().collect(Collectors.toMap(SpanReceiver.Received::name, Function.identity()));
        String parent = DEVICES_SPAN;
        for (String name : WAY) {
            assertThat(byName.get(name).parent()).as("the parent of " + name).isEqualTo(parent);
            parent = byName.get(name).spanId();
        }
        assertThat(byName.get("wardlog.accept").service()).isEqualTo("wardlog-agent");
        assertThat(byName.get("wardlog.index").service()).isEqualTo("wardlog-collector");
        assertThat(byName.get("wardlog.index").attributes())
                .containsEntry("wardlog.device.id", device.id())
                .containsEntry("wardlog.event.hash", hashOf(message));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.attributes().keySet())
                        .isSubsetOf(Set.of(
                                "wardlog.agent", "wardlog.device.id", "wardlog.event.type", "wardlog.event.hash")));
    }

    @ParameterizedTest
    @EnumSource
    void aTraceThatIsNotSampledIsFoundAndNotSent(TracedWay client) throws Exception {
        String traceId = TracedWay.newTraceId();
        Message message = send(client, "00-" + traceId + "-" + DEVICES_SPAN + "-00");
        assertThat(awaitEvent("traceId=" + traceId).path("eventId").asText()).isEqualTo(message.eventId());
        assertThat(stack.spans.of(traceId)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoTraceChangesNothing(TracedWay client) throws Exception {
        String protocol = client == TracedWay.HTTP ? "http" : "mqtt";
        double before = malformed(protocol);
        List<String> bad = List.of(
                "Müller, Anna",
                "00-" + TracedWay.newTraceId() + "-" + DEVICES_SPAN + "-01;x",
                "01-" + TracedWay.newTraceId());
        List<Message> sent = new ArrayList<>();
        for (String traceparent : bad) {
            sent.add(send(client, traceparent));
        }
        assertThat(malformed(protocol)).isEqualTo(before + bad.size());
        for (Message message : sent) {
            assertThat(awaitEvent("eventId=" + message.eventId())
                            .path("eventType")
                            .asText())
                    .isEqualTo("device.heartbeat");
        }
    }

    @Test
    void aTraceThatNobodyNamedIsAnEmptyAnswer() throws Exception {
        assertThat(events("traceId=" + TracedWay.newTraceId())).isEmpty();
    }

    /** Sends a heartbeat as a part of this trace; it is taken, whatever the trace is. */
    private static Message send(TracedWay client, String traceparent) throws Exception {
        Message message = Message.heartbeat(device.id());
        String output = client.send(stack.agentPorts(Stack.WARD), device, message, traceparent);
        assertThat(output.isEmpty() || output.contains("\"accepted\""))
                .as(output)
                .isTrue();
        return message;
    }

    private static double malformed(String protocol) throws Exception {
        return stack.probe
                .get(stack.addresses.agentStatus(Stack.WARD) + "/metrics")
                .lines()
                .filter(line -> line.startsWith("wardlog_agent_trace_contexts_total{"))
                .filter(line -> line.contains("\"malformed\"") && line.contains("\"" + protocol + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String hashOf(Message message) throws Exception {
        return JSON.readTree(stack.probe.get(stack.addresses.api() + "/v1/events?eventId=" + message.eventId()))
                .path("events")
                .get(0)
                .path("hash")
                .asText();
    }

    private static JsonNode awaitEvent(String question) throws Exception {
        assertThat(Probe.await(PATIENCE, () -> false, () -> !events(question).isEmpty()))
                .as(question)
                .isTrue();
        assertThat(events(question)).hasSize(1);
        return events(question).get(0).path("event");
    }

    private static List<JsonNode> events(String question) throws java.io.IOException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        JSON.readTree(stack.probe.get(stack.addresses.api() + "/v1/events?" + question))
                .path("events")
                .forEach(events::add);
        return events;
    }
}
