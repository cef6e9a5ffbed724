package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.cost.ProcessCost;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * {@code wardlog simulate load} at work.
 *
 * @param out its report's directory
 * @param acknowledged an id, a blank and the time of its acknowledgement in microseconds since 1970 a line
 */
record LoadProcess(TetheredProcess process, Path out, Path acknowledged, ProcessCost cost) {

    /** What is asked of it; the rate grows from nothing for {@code ramp}, in which latencies do not count. */
    record Demand(double rate, int connections, int inFlight, Duration ramp, Duration length) {}

    /** Waits for its end and gives its summary. */
    JsonNode await(Duration length) throws Exception {
        process.onExit().get(length.toSeconds() + 300, TimeUnit.SECONDS);
        Path summary = out.resolve("summary.json");
        if (Files.notExists(summary)) {
            throw new AssertionError("no summary:\n" + Files.readString(process.log()));
        }
        return read(summary);
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
