package io.wardlog.edge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wardlog.edge.listen.ListenFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program curl, posting to {@code /v1/events}. */
final class Curl {

    private final Path directory;
    private final String url;
    private final List<String> identity;

    /** What came back; {@code headers} in lower case. */
    record Answer(int status, String headers, String body) {
        JsonNode json() throws IOException {
            return new JsonMapper().readTree(body);
        }
    }

    /** Skips the test, with the install line, where the program is missing. */
    static void isNeeded() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is missing; install with: apt-get install curl");
    }

    Curl(Path directory, String url, List<String> identity) {
        this.directory = directory;
        this.url = url;
        this.identity = identity;
    }

    Answer post(String body) throws Exception {
        return post(body, "application/json");
    }

    Answer post(String body, String mediaType) throws Exception {
        Path file = Files.writeString(directory.resolve("body.json"), body);
        Path headers = directory.resolve("headers.txt");
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "-D", headers.toString()));
        command.addAll(identity);
        command.addAll(List.of("-H", "Content-Type: " + mediaType, "--data-binary", "@" + file));
        command.addAll(List.of("-w", "\n%{http_code}", url + "/v1/events"));
        String output = ListenFixture.run(command, "");
        int end = output.lastIndexOf('\n');
        return new Answer(
                Integer.parseInt(output.substring(end + 1)),
                Files.readString(headers).toLowerCase(java.util.Locale.ROOT),
                output.substring(0, Math.max(0, end)));
    }
}
