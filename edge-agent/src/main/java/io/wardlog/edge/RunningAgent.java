package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the agent that runs on this machine. */
final class RunningAgent {

    private static final int MOST_BYTES = 64 << 20;
    /** 10,000 devices are some 4 MB. */
    private static final JsonLimits ANSWER = new JsonLimits(MOST_BYTES, 8);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RunningAgent() {}

    /**
     * What it says of itself; nothing when nobody answers.
     *
     * @throws IOException when something is there that is no agent, or does not answer in time
     */
    static Optional<JsonNode> ask(HostPort at) throws IOException, InterruptedException {
        return ask(at, "/status");
    }

    /** The same of each of its devices. */
    static Optional<JsonNode> askDevices(HostPort at) throws IOException, InterruptedException {
        return ask(at, "/status/devices");
    }

    private static Optional<JsonNode> ask(HostPort at, String path) throws IOException, InterruptedException {
        return ask(at, path, PATIENCE);
    }

    /** @param patience for the whole answer, not only for its beginning */
    static Optional<JsonNode> ask(HostPort at, String path, Duration patience)
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(patience).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + reachable(at) + path))
                .timeout(patience)
                .build();
        CompletableFuture<byte[]> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> read(response.body()));
        byte[] body;
        try {
            body = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            throw silent(at, patience);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HttpTimeoutException) {
                throw silent(at, patience);
            }
            return Optional.empty();
        }
        if (StrictJson.read(body, ANSWER) instanceof JsonReading.Value value
                && value.node().has("agentId")) {
            return Optional.of(value.node());
        }
        throw new IOException(at + " does not answer as an agent");
    }

    /** No more than an agent says: what goes on beyond that is none. */
    private static byte[] read(InputStream body) {
        try (body) {
            return body.readNBytes(MOST_BYTES + 1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static IOException silent(HostPort at, Duration patience) {
        return new IOException(at + " takes a connection and does not answer within " + patience.toMillis() + " ms");
    }

    /** Who listens everywhere is asked on loopback. */
    private static HostPort reachable(HostPort at) throws IOException {
        return InetAddress.getByName(at.host()).isAnyLocalAddress() ? new HostPort("127.0.0.1", at.port()) : at;
    }
}
