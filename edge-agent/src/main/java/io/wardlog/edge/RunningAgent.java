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

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RunningAgent() {}

    /**
     * What it says of itself; nothing when nobody answers.
     *
     * @throws IOException when something answers that is no agent
     */
    static Optional<JsonNode> ask(HostPort at) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + reachable(at) + "/status"))
                .timeout(PATIENCE)
                .build();
        byte[] body;
        try {
            body = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException silent) {
            return Optional.empty();
        }
        if (StrictJson.read(body, JsonLimits.CANONICAL) instanceof JsonReading.Value value
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
