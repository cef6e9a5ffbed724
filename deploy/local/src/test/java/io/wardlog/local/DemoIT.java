package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code wardlog demo} as a process, twice on one directory: timed to its good end, then killed without a chance to clean up. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path directory;

    @Test
    @Order(1)
    void aTimedRunEndsWellAndLeavesNothingBehind() throws Exception {
        TetheredProcess demo = start("first", "--for", "20s");
        JsonNode description = awaitDescription(demo);
        assertThat(fieldNames(description))
                .containsExactly(
                        "tenantId",
                        "hospitalId",
                        "caFile",
                        "mqtt",
                        "mqtts",
                        "tcp",
                        "http",
                        "api",
                        "kafka",
                        "opensearch",
                        "archive",
                        "processes",
                        "devices");
        assertThat(description.path("devices").findValuesAsText("type")).contains("infusion_pump", "patient_monitor");
        assertThat(demo.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(Files.readString(demo.log()))
                .isZero();
        awaitEnd(handles(description));
        assertThat(directory.resolve("demo").resolve("demo.json")).doesNotExist();
    }

    @Test
    @Order(2)
    void aKilledDemoLeavesNoProcessAndASecondStartGoesOnWithTheSameChains() throws Exception {
        TetheredProcess demo = start("second");
        JsonNode description = awaitDescription(demo);
        String agents =
                new Probe().get(description.path("api").asText() + "/v1/events?eventType=agent.started&limit=10");
        JsonNode events = new ObjectMapper().readTree(agents).path("events");
        assertThat(events.findValuesAsText("epoch").stream().distinct().count())
                .as("one epoch an agent over both runs")
                .isEqualTo(DemoNames.WARDS.size());
        List<ProcessHandle> handles = handles(description);
        demo.killForcibly();
        awaitEnd(handles);
    }

    private static TetheredProcess start(String name, String... arguments) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("--data-dir", directory.resolve("demo").toString()));
        words.addAll(List.of(arguments));
        List<String> flags =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        flags.removeIf(flag -> !flag.startsWith("--"));
        JavaCommand command = new JavaCommand(
                flags,
                List.of(Path.of("target/wardlog-local.jar"), Path.of("target/lib/*")),
                DemoMain.class.getName(),
                words);
        return TetheredProcess.start(name, command, directory.resolve(name + ".log"));
    }

    private static JsonNode awaitDescription(TetheredProcess demo) throws Exception {
        Path file = directory.resolve("demo").resolve("demo.json");
        boolean there = Probe.await(PATIENCE, () -> !demo.isAlive(), () -> Files.exists(file));
        assertThat(there).as(Files.readString(demo.log())).isTrue();
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<ProcessHandle> handles(JsonNode description) {
        List<ProcessHandle> handles = new ArrayList<>();
        description
                .path("processes")
                .forEach(process ->
                        ProcessHandle.of(process.path("pid").asLong()).ifPresent(handles::add));
        assertThat(handles).hasSize(description.path("processes").size());
        return handles;
    }

    private static void awaitEnd(List<ProcessHandle> handles) throws Exception {
        CompletableFuture.allOf(handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .get(30, TimeUnit.SECONDS);
    }
}
