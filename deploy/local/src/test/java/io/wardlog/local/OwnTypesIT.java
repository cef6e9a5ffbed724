package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant's types from the collector's file to the packaged agent and back as events; what the agent must refuse it refuses, and says so. */
@ExtendWith(SharedStack.class)
class OwnTypesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Stack stack;
    private static OwnTypes types;

    @BeforeAll
    static void start(Stack shared) {
        Tools.need("nc", "netcat-openbsd");
        stack = shared;
        types = new OwnTypes(shared);
    }

    @Test
    void aTypeArrivesWithoutARestartAndBadBundlesAreRefusedAndRecorded() throws Exception {
        assertThat(send("phone_docked").contains(Way.TCP.told(ErrorCode.UNKNOWN_EVENT_TYPE)))
                .isTrue();
        SignedBundle first = types.bundle(1);
        types.write("phone_docked");

        awaitRecorded("applied", types.place(types.bundle(2)));
        awaitAcceptedAndIndexed("phone_docked");

        awaitRecorded("refused", types.place(types.bundleOfAStranger(3)));
        byte[] unsigned = types.bundle(4).encode();
        unsigned[unsigned.length - 1] ^= 1;
        types.place(unsigned);
        awaitRefusedByTheCollector();
        awaitAcceptedAndIndexed("phone_docked");

        stack.stopCollector(); // a collector that starts anew has no bundle in force, so that it hands out an older one
        Hash older = types.place(first);
        stack.startCollector();
        awaitRecorded("refused", older);
        assertThat(send("phone_docked")).as("the agent keeps what it has").contains("\"status\":\"accepted\"");

        awaitRecorded("applied", types.place(types.bundle(5)));
        awaitAcceptedAndIndexed("phone_docked");
    }

    private static String send(String name) throws Exception {
        return send(OwnTypes.docked(device().id(), name));
    }

    private static String send(Message message) throws Exception {
        return Way.TCP.send(stack.agentPorts(Stack.WARD), device(), message);
    }

    private static DemoDevice device() {
        return stack.devices.spares().get(0);
    }

    /** The agent's own event about this bundle is in the index. */
    private static void awaitRecorded(String outcome, Hash bundle) throws Exception {
        await(
                "the bundle " + outcome,
                "/v1/events?eventType=agent.config_changed&limit=100&tenantId=" + DemoNames.TENANT,
                event -> {
                    JsonNode payload = event.path("payload");
                    return payload.path("outcome").asText().equals(outcome)
                            && payload.path("sha256After").asText().equals(bundle.hex());
                });
    }

    private static void awaitAcceptedAndIndexed(String name) throws Exception {
        Message message = OwnTypes.docked(device().id(), name);
        String output = send(message);
        assertThat(Way.TCP.isAccepted(output, message)).as(output).isTrue();
        await(
                "the event",
                "/v1/events?eventId=" + message.eventId(),
                event -> event.path("eventType").asText().equals(OwnTypes.type(name)));
    }

    private interface Condition {
        boolean holds(JsonNode event);
    }

    private static void await(String what, String query, Condition condition) throws Exception {
        assertThat(Probe.await(PATIENCE, () -> false, () -> anyEvent(query, condition)))
                .as(what)
                .isTrue();
    }

    private static boolean anyEvent(String query, Condition condition) throws IOException, InterruptedException {
        JsonNode events = new ObjectMapper()
                .readTree(stack.probe.get(stack.addresses.api() + query))
                .path("events");
        for (JsonNode found : events) {
            if (condition.holds(found.path("event"))) {
                return true;
            }
        }
        return false;
    }

    private static void awaitRefusedByTheCollector() throws Exception {
        String metrics = stack.addresses.collectorStatus() + "/metrics";
        assertThat(Probe.await(
                        PATIENCE,
                        () -> false,
                        () -> stack.probe
                                .get(metrics)
                                .contains("wardlog_registry_refused_total{tenant=\"" + DemoNames.TENANT + "\"} 1.0")))
                .isTrue();
    }
}
