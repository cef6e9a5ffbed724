package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks the agent that runs on this machine. */
final class RunningAgent {

    /** 10,000 devices are some 4 MB. */
    private static final JsonLimits ANSWER = new JsonLimits(64 << 20, 8);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RunningAgent() {}

    /**
     * What it says of itself; nothing when nobody answers.
     *
     * @throws IOException when something answers that is no agent
     */
    static Optional<JsonNode> ask(HostPort at) throws IOException, InterruptedException {
        return ask(at, "/status");
    }

    /** The same of each of its devices. */
    static Optional<JsonNode> askDevices(HostPort at) throws IOException, InterruptedException {
        return ask(at, "/status/devices");
    }

    private static Optional<JsonNode> ask(HostPort at, String path) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + reachable(at) + path))
                .timeout(PATIENCE)
                .build();
        byte[] body;
        try {
            body = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException silent) {
            return Optional.empty();
        }
        if (StrictJson.read(body, ANSWER) instanceof JsonReading.Value value
                && value.node().has("agentId")) {
            return Optional.of(value.node());
        }
        throw new IOException(at + " does not answer as an agent");
    }

    /** Who listens everywhere is asked on loopback. */
    private static HostPort reachable(HostPort at) throws IOException {
        return InetAddress.getByName(at.host()).isAnyLocalAddress() ? new HostPort("127.0.0.1", at.port()) : at;
    }
}
