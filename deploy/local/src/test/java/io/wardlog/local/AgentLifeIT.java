package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.servers.FreePorts;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One gateway from its first start to its end, with the packaged processes; only the register's file is changed, nothing is restarted for it. */
@ExtendWith(SharedStack.class)
class AgentLifeIT {
    private static final String AGENT = "gateway-life";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Stack stack;
    private static String register;
    private static int http;
    private static int status;

    @BeforeAll
    static void prepare(Stack shared) throws Exception {
        stack = shared;
        register = Files.readString(stack.layout.register());
        http = FreePorts.next();
        status = FreePorts.next();
        Files.createDirectories(stack.layout.agent(AGENT));
        DemoDevice device = device();
        Files.writeString(
                stack.layout.agentDevices(AGENT),
                "devices:\n  " + device.id() + ": {type: " + device.type() + ", tokenHmac: "
                        + TokenHmac.of(device.id(), device.password()) + "}\n");
        Files.writeString(stack.layout.agentConfig(AGENT), config());
        issueKeys();
    }

    @AfterAll
    static void theRegisterIsAsItWas() throws IOException {
        Files.writeString(stack.layout.register(), register);
    }

    private static DemoDevice device() {
        return stack.devices.spares().get(0);
    }

    private static Path keys() {
        return stack.keys.agent(AGENT);
    }

    private static void issueKeys() throws IOException {
        stack.keys
                .pki()
                .agent(
                        new DevelopmentPki.AgentName(DemoNames.TENANT, DemoNames.HOSPITAL, AGENT),
                        List.of(),
                        stack.keys.validity());
    }

    private static String config() {
        return """
                agentId: %s
                tenantId: %s
                hospitalId: %s
                dataDir: data
                devices: devices.yaml
                signingKey: %s/signing.key
                signingPublicKey: %s/signing.pub.pem
                sealPublicKey: %s
                http: {ports: {plain: "127.0.0.1:%d"}}
                collector:
                  url: https://127.0.0.1:%d
                  ca: %s
                  certificate: %s/tls.pem
                  key: %s/tls.key
                  receiptPublicKeys: [%s/receipt.pub.pem]
                status: {listen: "127.0.0.1:%d"}
                """.formatted(
                        AGENT,
                        DemoNames.TENANT,
                        DemoNames.HOSPITAL,
                        keys(),
                        keys(),
                        stack.keys.sealPublicKey(DemoNames.TENANTS.get(0)),
                        http,
                        stack.ports.ingest(),
                        stack.keys.ca(),
                        keys(),
                        keys(),
                        stack.keys.collector(),
                        status);
    }

    /** The register with an entry for this agent, taken over in one step as an operator should. */
    private static void register(String more) throws IOException {
        String entry = "- {agentId: %s, tenantId: %s, hospitalId: %s, signingPublicKey: %s/signing.pub.pem%s}\n"
                .formatted(AGENT, DemoNames.TENANT, DemoNames.HOSPITAL, keys(), more);
        Path next = Files.writeString(stack.layout.register().resolveSibling("register.next"), register + entry);
        Files.move(next, stack.layout.register(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static TetheredProcess start() throws Exception {
        return stack.startAgent(AGENT, stack.layout.agentConfig(AGENT), status);
    }

    private static Message send() throws Exception {
        Message message = Message.heartbeat(device().id());
        String login = device().id() + ":" + device().password();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/v1/events"))
                                .header(
                                        "authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                                .POST(HttpRequest.BodyPublishers.ofString(message.text()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return message;
    }

    private static void awaitSearchable(Message message) throws Exception {
        String url = stack.addresses.api() + "/v1/events?eventId=" + message.eventId();
        assertThat(Probe.await(PATIENCE, () -> false, () -> stack.probe.get(url).contains(message.eventId())))
                .as("the event in the API; the agent says %s", agentStatus())
                .isTrue();
    }

    private static String agentStatus() throws IOException, InterruptedException {
        return stack.probe.get("http://127.0.0.1:" + status + "/status");
    }

    private static JsonNode entry() throws IOException, InterruptedException {
        for (JsonNode agent : new ObjectMapper()
                .readTree(stack.probe.get(stack.addresses.api() + "/v1/agents"))
                .path("agents")) {
            if (agent.path("agentId").asText().equals(AGENT)) {
                return agent;
            }
        }
        return new ObjectMapper().createObjectNode();
    }

    private static void awaitState(String state) throws Exception {
        assertThat(Probe.await(
                        PATIENCE,
                        () -> false,
                        () -> entry().path("state").asText().equals(state)))
                .as("state %s, but is %s", state, entry())
                .isTrue();
    }

    private static void awaitAlert(String code) {
        new KafkaTopic(stack.servers.bootstrapServers(), "wardlog.alerts.v1").await(1, alert -> {
            String text = new String(alert.value(), StandardCharsets.UTF_8);
            return text.contains("\"agentId\":\"" + AGENT + "\"") && text.contains("\"code\":\"" + code + "\"");
        });
    }

    @Test
    void itIsSeenRegisteredReplacedAndDecommissioned() throws Exception {
        TetheredProcess agent = start();
        Message first = send();
        awaitState("unregistered");
        assertThat(entry().path("requests").asLong()).isPositive();
        awaitAlert("unknown_agent");
        agent.close();

        register("");
        awaitState("never_seen");
        agent = start();
        awaitSearchable(first);
        awaitState("active");
        agent.close();

        theHardwareIsReplaced();
        agent = start();
        Message second = send();
        awaitSearchable(second);
        awaitAlert("epoch_changed");
        Path export = stack.export("export-life.ndjson");
        assertThat(Files.readString(export)).contains(first.eventId()).contains(second.eventId());
        Stack.Verification verified = stack.verify(export);
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(verified.output()).doesNotContain("TAMPERED");

        register(", state: decommissioned, decommissionedAt: \"2026-11-26T09:00:00Z\"");
        awaitState("decommissioned");
        send();
        assertThat(Probe.await(PATIENCE, () -> false, () -> agentStatus().contains("agent_decommissioned")))
                .as(agentStatus())
                .isTrue();
        awaitAlert("agent_decommissioned");
        agent.close();
    }

    /** The old disk and the old keys are gone; the collector is told of the new key, and until when the old one counted. */
    private static void theHardwareIsReplaced() throws Exception {
        String confirmed = entry().path("batchHash").asText();
        assertThat(confirmed).isNotEmpty();
        Path data = stack.layout.agent(AGENT).resolve("data");
        Files.move(data, data.resolveSibling("data-of-the-old-hardware"));
        Path former = Files.move(
                keys().resolve("signing.pub.pem"), stack.layout.agent(AGENT).resolve("former.pub.pem"));
        try (var old = Files.list(keys())) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(keys());
        issueKeys();
        register(", formerKeys: [{publicKey: " + former + ", until: \"" + Instant.now() + "\"}]");
    }
}
