package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
    void aTimedRunInWhichAnAgentIsKilledEndsWellAndLeavesNothingBehind() throws Exception {
        DemoLayout earlier = Leftovers.in(directory.resolve("demo"));
        String earlierAuthority = Files.readString(earlier.pki().resolve("ca.pem"));
        Path mine = Files.writeString(earlier.directory().resolve("notes.txt"), "mine");
        TetheredProcess demo = start("first", "--reset", "--yes", "--for", "10s");
        JsonNode description = awaitDescription(demo);
        assertThat(earlier.archive().resolve("events/day=2026-11-01")).doesNotExist();
        assertThat(Files.readString(earlier.pki().resolve("ca.pem"))).isNotEqualTo(earlierAuthority);
        assertThat(text(demo.log())).contains("left alone, no demo made it: " + mine);
        Files.delete(mine);
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
                        "devices",
                        "tenants");
        assertThat(description.path("tenants")).hasSize(3);
        assertThat(description.path("devices").findValuesAsText("type")).contains("infusion_pump", "patient_monitor");
        List<ProcessHandle> first = handles(description);
        // At once, so that the wards are still at work however slow the machine is.
        String agent = DemoNames.agent(DemoNames.WARDS.get(0));
        long killed = pid(description, agent);
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        JsonNode later = awaitDescription(demo, next -> pid(next, agent) > 0 && pid(next, agent) != killed);
        List<ProcessHandle> second =
                ProcessHandle.of(pid(later, agent)).stream().toList();
        eachTenantSeesItsOwnOnly(description);
        assertThat(demo.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(() -> text(demo.log()))
                .isZero();
        assertThat(text(demo.log())).contains(agent + " (pid " + killed + ") ended by itself");
        awaitEnd(first);
        awaitEnd(second);
        assertThat(file()).doesNotExist();
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
                .as("one epoch an agent over all runs")
                .isEqualTo(DemoNames.WARDS.size());
        List<ProcessHandle> handles = handles(description);
        loadAndSeedGoThroughTheAgents(description);
        demo.killForcibly();
        awaitEnd(handles);
        DemoLayout layout = new DemoLayout(directory.resolve("demo"));
        assertThat(new DemoReset(layout).remove()).isEmpty();
        assertThat(layout.directory()).isDirectoryNotContaining(path -> !path.equals(layout.lock()));
    }

    /** Asked for one tenant, search, device list and agents answer with nothing of another's, also when another's device is named. */
    private static void eachTenantSeesItsOwnOnly(JsonNode description) throws Exception {
        String api = description.path("api").asText();
        for (JsonNode tenant : description.path("tenants")) {
            String id = tenant.path("tenantId").asText();
            JsonNode events = json(api + "/v1/events?limit=200&tenantId=" + id).path("events");
            assertThat(events.findValuesAsText("tenantId")).isNotEmpty().containsOnly(id);
            assertThat(json(api + "/v1/devices?limit=200&tenantId=" + id).findValuesAsText("tenantId"))
                    .isNotEmpty()
                    .containsOnly(id);
            String device = events.get(0).path("event").path("deviceId").asText();
            for (JsonNode other : description.path("tenants")) {
                String otherId = other.path("tenantId").asText();
                if (!otherId.equals(id)) {
                    assertThat(json(api + "/v1/events?deviceId=" + device + "&tenantId=" + otherId)
                                    .path("events"))
                            .as("%s of %s, asked for %s", device, id, otherId)
                            .isEmpty();
                }
            }
        }
    }

    /** Both find their agents and devices in the demo's description; at the same time, for both mostly wait. */
    private static void loadAndSeedGoThroughTheAgents(JsonNode description) throws Exception {
        TetheredProcess seed = simulate("seed", "--tenants", "3", "--minutes", "1");
        TetheredProcess load = simulate("load", "--rate", "200", "--connections", "100", "--duration", "1s");
        JsonNode loaded = ended(load);
        assertThat(loaded.path("acknowledged").asInt()).as(loaded.toString()).isEqualTo(200);
        JsonNode seeded = ended(seed).path("tenants");
        assertThat(seeded).hasSize(3);
        for (JsonNode tenant : description.path("tenants")) {
            String id = tenant.path("tenantId").asText();
            Map<String, Long> acknowledged = new ObjectMapper()
                    .convertValue(seeded.path(id).path("acknowledgedByType"), new TypeReference<>() {});
            Path export = directory.resolve(id + ".ndjson");
            Probe.await(PATIENCE, () -> false, () -> {
                new Probe().download(description.path("api").asText() + "/v1/export?tenantId=" + id, export);
                return SeededEvents.of(export).byType().equals(acknowledged);
            });
            SeededEvents found = SeededEvents.of(export);
            assertThat(found.byType())
                    .as("found of tenant %s", id)
                    .isEqualTo(acknowledged)
                    .isNotEmpty();
            assertThat(found.eventIds()).as("each once").doesNotHaveDuplicates();
            assertThat(found.deviceTypes())
                    .containsExactlyInAnyOrder("infusion_pump", "patient_monitor", "ventilator", "smart_bed");
        }
    }

    private static TetheredProcess simulate(String command, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(command, "--json", "--agents", file().toString()));
        words.addAll(List.of(arguments));
        return TetheredProcess.start(
                command, Modules.ofThisBuild().simulator(words), directory.resolve(command + ".log"));
    }

    /** What a simulator says at its good end. */
    private static JsonNode ended(TetheredProcess simulator) throws Exception {
        assertThat(simulator.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(() -> text(simulator.log()))
                .isZero();
        List<String> lines = text(simulator.log())
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    private static JsonNode json(String url) throws Exception {
        return new ObjectMapper().readTree(new Probe().get(url));
    }

    private static TetheredProcess start(String name, String... arguments) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("--data-dir", directory.resolve("demo").toString()));
        words.addAll(List.of(arguments));
        List<String> flags =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        flags.removeIf(flag -> !flag.startsWith("--"));
        flags.addAll(Modules.QUICK_START);
        JavaCommand command = new JavaCommand(
                flags,
                List.of(Path.of("target/wardlog-local.jar"), Path.of("target/lib/*")),
                DemoMain.class.getName(),
                words);
        return TetheredProcess.start(name, command, directory.resolve(name + ".log"));
    }

    private static JsonNode awaitDescription(TetheredProcess demo) throws Exception {
        return awaitDescription(demo, any -> true);
    }

    /** The description once it is there and as wanted. */
    private static JsonNode awaitDescription(TetheredProcess demo, Predicate<JsonNode> wanted) throws Exception {
        boolean there =
                Probe.await(PATIENCE, () -> !demo.isAlive(), () -> Files.exists(file()) && wanted.test(description()));
        assertThat(there).as(() -> text(demo.log())).isTrue();
        return description();
    }

    private static JsonNode description() throws IOException {
        return new ObjectMapper().readTree(file().toFile());
    }

    private static Path file() {
        return directory.resolve("demo").resolve("demo.json");
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long pid(JsonNode description, String name) {
        for (JsonNode process : description.path("processes")) {
            if (process.path("name").asText().equals(name)) {
                return process.path("pid").asLong();
            }
        }
        return 0;
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
        assertThat(handles)
                .as("all still running")
                .hasSize(description.path("processes").size());
        return handles;
    }

    private static void awaitEnd(List<ProcessHandle> handles) throws Exception {
        CompletableFuture.allOf(handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .get(30, TimeUnit.SECONDS);
    }
}
