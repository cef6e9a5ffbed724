package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running agent how it is: exit code 0 when it takes every message, 1 when not, 3 when it does not answer. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Asks the running agent how it is.")
final class StatusCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's YAML configuration")
    private Path file;

    @Option(names = "--json", description = "Prints the agent's own answer")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HostPort at = EdgeAgentMain.load(file).status().listen();
        byte[] body = ask(at);
        PrintWriter out = spec.commandLine().getOut();
        if (!(StrictJson.read(body, JsonLimits.CANONICAL) instanceof JsonReading.Value value)) {
            throw new IOException(at + " does not answer as an agent");
        }
        if (json) {
            out.println(new String(body, StandardCharsets.UTF_8));
        } else {
            print(out, "", value.node());
        }
        return value.node().path("ready").asBoolean() ? EdgeAgentMain.OK : EdgeAgentMain.CHECK_FAILED;
    }

    private static byte[] ask(HostPort at) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + at + "/status"))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException silent) {
            throw new IOException("no agent answers at " + at, silent);
        }
    }

    private static void print(PrintWriter out, String before, JsonNode node) {
        node.properties().forEach(field -> {
            String name = before + field.getKey();
            if (field.getValue().isObject()) {
                print(out, name + ".", field.getValue());
            } else {
                out.printf("%-24s %s%n", name, field.getValue().asText());
            }
        });
    }
}
