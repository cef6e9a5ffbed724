package io.wardlog.simulator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import io.wardlog.simulator.SimulatorMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A quarter of an hour of several tenants, put through agents by the public protocol. */
class SeedCommandTest {
    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final int USAGE = 2;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** What an agent was told: the lines of each device, in the order in which they came. */
    private static final class Agent {
        final Map<String, StringBuilder> lines = new ConcurrentHashMap<>();
        final Set<Instant> times = new ConcurrentSkipListSet<>();
        int port;

        Map<String, String> told() {
            return lines.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().toString(), (a, b) -> a, TreeMap::new));
        }
    }

    @Test
    void aCourseOfDeviceTimeGoesThroughEveryTenantsAgentsAndSameSeedGivesSameBytes() throws Exception {
        Agent first = agent("none");
        Agent second = agent("none");
        Path file = file(first, second);
        assertThat(seed(file, "1").exit()).isZero();
        Map<String, String> told = first.told();
        assertThat(told.keySet()).containsExactly("bed-1", "monitor-1", "pump-1", "ventilator-1");
        assertThat(second.told().keySet()).containsExactly("bed-2", "monitor-2", "pump-2", "ventilator-2");
        assertThat(((TreeSet<Instant>) new TreeSet<>(first.times)).first())
                .isBetween(START.minusSeconds(3), START.plusSeconds(3));
        assertThat(((TreeSet<Instant>) new TreeSet<>(first.times)).last())
                .isBetween(
                        START.plus(Duration.ofMinutes(15)).minusSeconds(60),
                        START.plus(Duration.ofMinutes(15)).plusSeconds(3));
        first.lines.clear();
        seed(file, "1");
        assertThat(first.told()).isEqualTo(told);
        first.lines.clear();
        seed(file, "2");
        assertThat(first.told()).isNotEqualTo(told);
    }

    @Test
    void refusalsAreShownByTypeAndCode() throws Exception {
        Agent first = agent("device.heartbeat");
        Said said = seed(file(first, agent("none")), "1");
        assertThat(said.exit()).isEqualTo(1);
        long refused = told(first, "device.heartbeat");
        long accepted = told(first, "") - refused;
        assertThat(refused).isPositive();
        assertThat(said.text())
                .contains(
                        "15 minutes from " + START + " on, in ",
                        "tenant t-1: acknowledged %,d, refused %,d".formatted(accepted, refused),
                        "%,7d  REFUSED device.heartbeat schema_violation".formatted(refused))
                .containsPattern("tenant t-2: acknowledged [0-9,]+, refused 0\n")
                .containsOnlyOnce("REFUSED");
    }

    @Test
    void saysWhatToStartWhenThereIsNoAgent() throws Exception {
        Said none = said("--agents", directory.resolve("none.json").toString());
        assertThat(none.exit()).isEqualTo(USAGE);
        assertThat(none.text()).contains("there is no file");
        Agent nobody = new Agent();
        nobody.port = 1;
        Said silent = said("--tenants", "2", "--agents", file(nobody, nobody).toString());
        assertThat(silent.exit()).isEqualTo(USAGE);
        assertThat(silent.text()).contains("agent-1 of tenant t-1 does not listen at 127.0.0.1:1", "./wardlog demo");
        Said few = said("--tenants", "9", "--agents", file(nobody, nobody).toString());
        assertThat(few.text()).contains("names 2 tenants, not 9").doesNotContain("token-of");
    }

    /** How many messages an agent was told of that type; of any, when it is empty. */
    private static long told(Agent agent, String eventType) {
        return agent.told().values().stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("\"eventType\":\"" + eventType))
                .count();
    }

    private record Said(int exit, String text) {}

    private Said seed(Path file, String seed) {
        return said("--tenants", "2", "--agents", file.toString(), "--seed", seed, "--start", START.toString());
    }

    private static Said said(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine command =
                SimulatorMain.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        String[] words = new String[arguments.length + 1];
        words[0] = "seed";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return new Said(command.execute(words), text.toString());
    }

    private Path file(Agent first, Agent second) throws Exception {
        return Files.writeString(
                directory.resolve("agents.json"), """
                {"tenants":[{"tenantId":"t-1","agents":[%s]},{"tenantId":"t-2","agents":[%s]}]}""".formatted(entry(1, first.port), entry(2, second.port)));
    }

    private String entry(int number, int port) throws Exception {
        Files.writeString(directory.resolve("devices-" + number + ".json"), """
                {"devices":[{"id":"pump-%1$d","type":"infusion_pump","username":"pump-%1$d","password":"token-of-1"},
                            {"id":"monitor-%1$d","type":"patient_monitor","username":"monitor-%1$d","password":"token-of-2"},
                            {"id":"ventilator-%1$d","type":"ventilator","username":"ventilator-%1$d","password":"token-of-3"},
                            {"id":"bed-%1$d","type":"smart_bed","username":"bed-%1$d","password":"token-of-4"}]}""".formatted(number));
        return """
                {"agentId":"agent-%1$d","tcp":{"host":"127.0.0.1","port":%2$d},"seedDevices":"devices-%1$d.json"}""".formatted(number, port);
    }

    /** An agent that refuses one type of event. */
    private Agent agent(String refused) throws Exception {
        Agent agent = new Agent();
        agent.port = vertx.createNetServer()
                .connectHandler(socket ->
                        socket.handler(RecordParser.newDelimited("\n", line -> answer(agent, socket, line, refused))))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        return agent;
    }

    private static void answer(Agent agent, NetSocket socket, Buffer line, String refused) {
        JsonObject message = line.toJsonObject();
        if (message.containsKey("hello")) {
            return;
        }
        agent.lines
                .computeIfAbsent(message.getString("deviceId"), any -> new StringBuilder())
                .append(line)
                .append('\n');
        agent.times.add(Instant.parse(message.getString("eventTime")));
        socket.write(
                message.getString("eventType").equals(refused)
                        ? "{\"status\":\"rejected\",\"code\":\"schema_violation\"}\n"
                        : "{\"status\":\"accepted\"}\n");
    }
}
