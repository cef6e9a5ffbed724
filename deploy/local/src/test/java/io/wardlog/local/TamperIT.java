package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One byte changed anywhere on an event's way is found, with the right verdict and the right place; and what was right before stays right. */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TamperIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static Stack stack;
    private static Message event;

    @BeforeAll
    static void sendEvents(Stack shared) throws Exception {
        Tools.need("nc", "netcat-openbsd");
        Tools.need("curl", "curl");
        stack = shared;
        for (DemoDevice device : stack.devices.spares()) { // whose events go to different partitions, and files
            event = send(device);
        }
        stack.awaitSettled();
    }

    private static Message send(DemoDevice device) throws Exception {
        Message message = Message.heartbeat(device.id());
        String output = Way.TCP.send(stack.agentPorts(Stack.WARD), device, message);
        assertThat(Way.TCP.isAccepted(output, message)).as(output).isTrue();
        return message;
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void inTheJournal(Flip flip) throws Exception {
        Path journal = copyOfTheJournal(directory.resolve("journal-" + flip));
        Path file = fileWithTheEvent(journal);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(stack.verifyJournal(journal).exit()).isZero();
        Files.write(file, flip.in(bytes, event.eventId()));
        Stack.Verification verification = stack.verifyJournal(journal);
        assertThat(verification.exit()).as(verification.output()).isEqualTo(1);
        assertThat(verification
                        .output()
                        .lines()
                        .filter(line -> line.startsWith(flip.verdict + " " + file + "@"))
                        .map(line -> line.replaceFirst(".*@([0-9]+) .*", "$1"))
                        .map(Long::valueOf))
                .as(verification.output())
                .anySatisfy(offset ->
                        assertThat(flip.place(bytes, event.eventId()) - offset).isBetween(0L, 2_000L));
    }

    private static Path copyOfTheJournal(Path copy) throws IOException {
        Path journal = stack.layout.agent(DemoNames.agent(Stack.WARD)).resolve("data/journal");
        try (Stream<Path> files = Files.walk(journal)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(journal.relativize(file)));
            }
        }
        return copy;
    }

    private static Path fileWithTheEvent(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .contains("\"eventId\":\"" + event.eventId())) {
                    return file;
                }
            }
        }
        throw new AssertionError("no file below " + directory + " holds the event");
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void inABatchOnTheWire(WireTamper tamper) throws Exception {
        Path identity = stack.keys.agent(DemoNames.agent(Stack.WARD));
        assertThat(Ingest.of(stack).post(identity, tamper.of(batch().value(), event.eventId())))
                .startsWith("HTTP/2 " + tamper.code.httpStatus())
                .contains("\"code\":\"" + tamper.code.code() + "\"");
        JsonNode alert = JSON.readTree(topic("alerts")
                .await(
                        1,
                        record -> text(record.key()).endsWith(DemoNames.agent(Stack.WARD))
                                && text(record.value()).contains("\"code\":\"" + tamper.code.code() + "\""))
                .get(0)
                .value());
        assertThat(alert.path("agentId").asText()).isEqualTo(DemoNames.agent(Stack.WARD));
    }

    @ParameterizedTest
    @EnumSource
    @Order(3)
    void inAnEventInKafka(Flip flip) throws Exception {
        ConsumerRecord<byte[], byte[]> original = topic("events")
                .await(1, record -> text(record.value()).contains(event.eventId()))
                .get(0);
        RecordMetadata altered = topic("events").produceAgain(original, flip.in(original.value(), event.eventId()));
        List<ConsumerRecord<byte[], byte[]>> letters = topic("deadletter")
                .await(
                        2,
                        letter -> header(letter, "origin-topic").equals(altered.topic())
                                && header(letter, "origin-partition").equals(Integer.toString(altered.partition()))
                                && header(letter, "origin-offset").equals(Long.toString(altered.offset())));
        assertThat(letters).extracting(letter -> header(letter, "role")).containsExactlyInAnyOrder("index", "archive");
        assertThat(letters)
                .extracting(letter -> header(letter, "reason"))
                .allMatch(reason -> reason.contains(": " + flip.verdict + ", "));
    }

    @Test
    @Order(3)
    void inABatchInKafka() throws Exception {
        ConsumerRecord<byte[], byte[]> original = batch();
        RecordMetadata altered =
                topic("batches").produceAgain(original, Frames.flipped(original.value(), original.value().length / 2));
        ConsumerRecord<byte[], byte[]> letter = topic("deadletter")
                .await(
                        1,
                        record -> header(record, "origin-topic").equals(altered.topic())
                                && header(record, "origin-offset").equals(Long.toString(altered.offset())))
                .get(0);
        assertThat(header(letter, "role")).isEqualTo("custody");
        assertThat(header(letter, "reason")).startsWith("frame_checksum: CORRUPT, ");
    }

    @Test
    @Order(4)
    void inAFileOfTheArchive() throws Exception {
        Path file = parquetFiles().get(0);
        byte[] original = Files.readAllBytes(file);
        // The writer's name in the footer: the file reads as before.
        assertThat(verdictsWith(file, original, text(original).lastIndexOf("parquet-mr")))
                .contains("TAMPERED")
                .doesNotContain("CORRUPT");
        assertThat(verdictsWith(file, original, original.length - 1)).containsOnly("CORRUPT");
        assertThat(verdictsWith(file, original, original.length / 3)).containsAnyOf("CORRUPT", "TAMPERED");
        assertThat(stack.verifyArchive().exit()).as("as it was again").isZero();
    }

    /** What is said of the file when one bit of this byte is another. */
    private static List<String> verdictsWith(Path file, byte[] original, int at) throws Exception {
        try {
            Files.write(file, Frames.flipped(original, at));
            Stack.Verification verification = stack.verifyArchive();
            assertThat(verification.exit()).isEqualTo(1);
            return verdictsOf(verification, file);
        } finally {
            Files.write(file, original);
        }
    }

    private static List<Path> parquetFiles() throws IOException {
        try (Stream<Path> files = Files.walk(stack.layout.archive().resolve("events"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> verdictsOf(Stack.Verification verification, Path file) throws IOException {
        List<String> verdicts = new ArrayList<>();
        for (JsonNode finding : JSON.readTree(verification.output()).path("findings")) {
            if (finding.path("place")
                    .path("source")
                    .asText()
                    .endsWith(file.getFileName().toString())) {
                verdicts.add(finding.path("verdict").asText());
            }
        }
        return verdicts;
    }

    @ParameterizedTest
    @EnumSource
    @Order(5)
    void inTheExport(Flip flip) throws Exception {
        Path export = stack.export("export-before-" + flip + ".ndjson");
        assertThat(stack.verify(export).exit()).isZero();
        byte[] bytes = Files.readAllBytes(export);
        int at = flip.place(bytes, event.eventId());
        Path changed = Files.write(directory.resolve("export-" + flip + ".ndjson"), flip.in(bytes, event.eventId()));
        Stack.Verification verification = stack.verify(changed);
        assertThat(verification.exit()).isEqualTo(1);
        JsonNode report = JSON.readTree(verification.output());
        assertThat(report.path("verdict").asText()).isEqualTo(flip.verdict.name());
        JsonNode place = report.path("findings").path(0).path("place");
        assertThat(place.path("line").asLong())
                .isEqualTo(1 + text(bytes).substring(0, at).lines().count() - 1);
    }

    @Test
    @Order(6)
    void whatIsRightStaysRight() throws Exception {
        Message after = send(stack.devices.spares().get(0));
        stack.awaitSettled();
        Path export = stack.export("export-after-tampering.ndjson");
        Path ids = Files.write(directory.resolve("ids"), List.of(event.eventId(), after.eventId()));
        ExportCheck check = ExportCheck.of(export, List.of(ids));
        assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
        Stack.Verification verification = stack.verify(export);
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    /** The batch that brought the event, as Kafka has it: the agent's own bytes. */
    private static ConsumerRecord<byte[], byte[]> batch() {
        return topic("batches")
                .await(1, record -> WireTamper.holds(record.value(), event.eventId()))
                .get(0);
    }

    private static KafkaTopic topic(String name) {
        return new KafkaTopic(stack.servers.bootstrapServers(), "wardlog." + name + ".v1");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : text(header.value());
    }

    /** One character a byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
