package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.SegmentJournal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands beside {@code run}, on the journal that a real agent left, and on copies of it that someone changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CommandLineTest {

    private Path directory;
    private AgentFixture fixture;
    private int copies;

    /** What a command printed and its exit code. */
    private record Ran(int exitCode, String text) {}

    @BeforeAll
    void anAgentRuns(@TempDir Path fresh) throws Exception {
        directory = fresh;
        fixture = new AgentFixture(directory);
        SigningCollector collector = fixture.collector();
        EdgeAgent agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> {
            throw new AssertionError(event, cause);
        });
        agent.start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            for (int i = 0; i < 5; i++) {
                pump.heartbeat();
            }
        }
        agent.stop();
    }

    @Test
    void aRehearsalHearsOnEveryWayAndLeavesNothing() {
        assertThat(run("rehearse")).isEqualTo(new Ran(EdgeAgentMain.OK, ""));
    }

    private static Ran run(String... arguments) {
        StringWriter text = new StringWriter();
        int exitCode = EdgeAgentMain.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments);
        return new Ran(exitCode, text.toString());
    }

    private Ran verify(Path config) {
        return run("verify-journal", "--config", config.toString());
    }

    /** A configuration whose journal is the agent's with every entry changed by {@code change}, checksums right again. */
    private Path copy(UnaryOperator<Entry> change) throws Exception {
        String name = "copy" + copies++;
        EdgeConfig config = fixture.config();
        List<JournalEntry> entries = new ArrayList<>();
        try (SegmentJournal journal = open(config.journalDirectory());
                JournalReader reader = journal.read(0)) {
            while (reader.next()) {
                Entry changed = change.apply(Entry.read(reader.entry()));
                entries.add(changed.toJournal());
            }
        }
        Files.createDirectories(directory.resolve(name));
        try (SegmentJournal journal = open(directory.resolve(name).resolve("journal"))) {
            journal.append(entries);
        }
        String yaml = Files.readString(fixture.configFile).replace("dataDir: data", "dataDir: " + name);
        return Files.writeString(directory.resolve(name + ".yaml"), yaml);
    }

    private SegmentJournal open(Path journal) throws Exception {
        return SegmentJournal.open(
                journal,
                fixture.config().journal().limits(),
                Recovery.Known.NOTHING,
                SegmentJournal.Parts.of(new FileChannelDisk(), ChronicleWriter.format()));
    }

    @Test
    void theAgentsOwnJournalIsVerified() {
        Ran ran = verify(fixture.configFile);
        assertThat(ran.text()).startsWith("VERIFIED").contains("7 events");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void aTrueCopyIsVerifiedToo() throws Exception {
        assertThat(verify(copy(entry -> entry)).exitCode()).isZero();
    }

    /** The snapshot knows that there was more. */
    @Test
    void aJournalThatHasLostItsEndIsNotVerified() throws Exception {
        Path config = copy(entry -> entry);
        Path data = directory.resolve(config.getFileName().toString().replace(".yaml", ""));
        try (SegmentJournal journal = open(data.resolve("journal"))) {
            journal.append(List.of(new RefusalTallyEntry("pump-1", "malformed_json", 1).toJournal()));
            new SnapshotStore(data.resolve("state.snapshot"), new FileChannelDisk())
                    .write(journal.nextOrdinal(), List.of());
        }
        assertThat(verify(config).text()).startsWith("VERIFIED");
        try (Stream<Path> files = Files.walk(data)) {
            Path newest = files.filter(path -> path.toString().endsWith(".cq4"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            Files.write(newest, new byte[0]);
        }
        Ran ran = verify(config);
        assertThat(ran.text()).startsWith("CORRUPT").contains(".cq4@").contains("the snapshot knows");
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("another value", "TAMPERED", event(3, false, text -> text.replace("\"ok\"", "\"no\""))),
                Arguments.of("a made-up event", "TAMPERED", event(3, true, text -> text.replace("\"ok\"", "\"no\""))),
                Arguments.of("not canonical", "CORRUPT", event(3, false, text -> text.replace(":{", ": {"))),
                Arguments.of("the last event", "TAMPERED", event(5, true, text -> text.replace("\"ok\"", "\"no\""))),
                Arguments.of(
                        "a signature",
                        "TAMPERED",
                        batches(batch -> new BatchEntry(
                                batch.batch(),
                                batch.endIndex(),
                                batch.firstOrdinal(),
                                batch.endOrdinal(),
                                batch.header(),
                                flipped(batch.signature())))),
                Arguments.of(
                        "a header",
                        "TAMPERED",
                        batches(batch -> new BatchEntry(
                                batch.batch(),
                                batch.endIndex(),
                                batch.firstOrdinal(),
                                batch.endOrdinal(),
                                replaced(batch.header(), "\"uptimeUs\":", "\"uptimeUs\":1"),
                                batch.signature()))),
                Arguments.of("a receipt", "TAMPERED", (UnaryOperator<Entry>)
                        entry -> entry instanceof ReceiptEntry receipt
                                ? new ReceiptEntry(receipt.batch(), flipped(receipt.receipt()))
                                : entry));
    }

    private static UnaryOperator<Entry> event(long sequenceNumber, boolean hashToo, UnaryOperator<String> change) {
        return entry -> {
            if (!(entry instanceof EventEntry event)
                    || !event.deviceId().equals(AgentFixture.PUMP)
                    || event.sequenceNumber() != sequenceNumber) {
                return entry;
            }
            byte[] bytes = change.apply(new String(event.event(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            return EventEntry.of(event.about(), hashToo ? EventHash.of(bytes) : event.hash(), bytes, event.sealed());
        };
    }

    private static UnaryOperator<Entry> batches(UnaryOperator<BatchEntry> change) {
        return entry -> entry instanceof BatchEntry batch ? change.apply(batch) : entry;
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    private static byte[] replaced(byte[] bytes, String what, String with) {
        return new String(bytes, StandardCharsets.UTF_8).replace(what, with).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changes")
    void whateverSomeoneChangesIsFound(String what, String verdict, UnaryOperator<Entry> change) throws Exception {
        Ran ran = verify(copy(change));
        assertThat(ran.text()).contains(verdict + " ").contains("\n" + verdict + ": entries");
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"TAMPERED | device.heartbeat", "CORRUPT | :{\"status", "CORRUPT | deviceType"})
    void aByteThatFlippedOnTheDiskIsFoundAtItsPlace(String verdict, String where) throws Exception {
        Path config = copy(entry -> entry);
        Path journal = EdgeAgentMain.load(config).journalDirectory();
        Path file;
        try (var files = Files.walk(journal)) {
            file = files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, where.getBytes(StandardCharsets.UTF_8));
        bytes[at] ^= 1;
        Files.write(file, bytes);
        Ran ran = verify(config);
        assertThat(ran.text()).contains("\n" + verdict + ": entries");
        String place = verdict + " " + file.toRealPath() + "@";
        assertThat(ran.text().lines().filter(line -> line.startsWith(place)))
                .as(ran.text())
                .anySatisfy(line -> assertThat(at - Long.parseLong(line.replaceFirst(".*@([0-9]+) .*", "$1")))
                        .isBetween(0L, 2_000L));
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
    }

    private static int indexOf(byte[] bytes, byte[] what) {
        for (int i = 0; ; i++) {
            if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
    }

    @Test
    void aGoodConfigurationIsOkAndABadOneNamesEveryProblem() throws Exception {
        assertThat(run("check-config", "--config", fixture.configFile.toString()))
                .isEqualTo(new Ran(EdgeAgentMain.OK, "ok: " + fixture.configFile + System.lineSeparator()));
        String yaml = Files.readString(fixture.configFile)
                .replace("sealPublicKey: pki/tenants/acme/seal", "sealPublicKey: pki/agents/gateway-1/signing")
                .replace("hospitalId: st-mary", "hospitalId: st-john")
                .replace("devices.yaml", "nowhere.yaml");
        Path bad = Files.writeString(directory.resolve("bad.yaml"), yaml);
        for (String command : List.of("check-config", "run")) {
            Ran ran = run(command, "--config", bad.toString());
            assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
            assertThat(ran.text())
                    .contains("4 problems")
                    .contains("holds the journal of agent gateway-1")
                    .contains("X25519")
                    .contains("nowhere.yaml")
                    .contains("urn:wardlog:agent:acme:st-john:gateway-1");
        }
    }

    @Test
    void noTwoWaysShareAPort() throws Exception {
        String yaml = Files.readString(fixture.configFile)
                .replace("tcp: {ports: {plain: \"127.0.0.1:0\"", "tcp: {ports: {plain: \"127.0.0.1:17070\"")
                .replace("http: {ports: {plain: \"127.0.0.1:0\"", "http: {ports: {plain: \"127.0.0.1:17070\"");
        Path config = Files.writeString(directory.resolve("shared.yaml"), yaml);
        assertThat(run("check-config", "--config", config.toString()))
                .extracting(Ran::exitCode, Ran::text)
                .satisfiesExactly(
                        code -> assertThat(code).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION),
                        text -> assertThat(text)
                                .asString()
                                .contains("http and tcp would both listen on 127.0.0.1:17070: give each a port"));
    }

    @Test
    void aDirectoryWithoutAJournalIsNotVerified() {
        Ran ran = run("verify-journal", directory.toString());
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
        assertThat(ran.text()).startsWith("INCOMPLETE").contains("holds no entry");
    }

    @Test
    void wrongUsageIsTwoAndASilentAgentThree() {
        assertThat(run().exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(run("run").exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(run("verify-journal", directory.resolve("none").toString()).exitCode())
                .isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(run("--help").exitCode()).isZero();
        assertThat(run("run", "--version").text()).startsWith("wardlog ");
        Ran silent = run("status", "--config", fixture.configFile.toString());
        assertThat(silent.exitCode()).isEqualTo(EdgeAgentMain.FAULT);
        assertThat(silent.text()).contains("no agent answers at");
    }
}
