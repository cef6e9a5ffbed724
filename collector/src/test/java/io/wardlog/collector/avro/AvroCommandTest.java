package io.wardlog.collector.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.cli.SchemasSubcommand;
import io.wardlog.collector.avro.StoredEvents.Stored;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.SchemaParser;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AvroCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new AvroCommand())
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
    }

    @Test
    void isFoundByTheCommandLine() {
        assertThat(ServiceLoader.load(SchemasSubcommand.class)).hasOnlyElementsOfTypes(AvroCommand.class);
    }

    @Test
    void writesTheSameSchemasEachTime() throws IOException {
        assertThat(run("--out", directory.resolve("a").toString())).isZero();
        assertThat(run("--out", directory.resolve("b").toString())).isZero();
        Path file = Path.of("infusion.started/1.avsc");
        String text = Files.readString(directory.resolve("a").resolve(file));
        assertThat(text).isEqualTo(Files.readString(directory.resolve("b").resolve(file)));
        assertThat(new SchemaParser().parse(text).mainSchema().getFullName())
                .isEqualTo("io.wardlog.event.infusion.started.Event");
    }

    @Test
    void writesTheEventsOfAnExportAndSaysWhatIsLeftOut() throws IOException {
        List<Stored> events = StoredEvents.all().toList();
        List<String> lines = new ArrayList<>();
        events.forEach(event -> lines.add("{\"event\":" + text(event) + ",\"hash\":\"00\"}"));
        lines.add("{\"event\":" + text(events.get(0))
                + ",\"hash\":\"00\",\"quarantine\":{\"code\":\"schema_violation\"}}");
        lines.add("{\"sealedEvent\":\"AAAA\",\"hash\":\"00\"}");
        lines.add("{\"event\":{\"eventType\":\"infusion.started\",\"eventVersion\":1},\"hash\":\"00\"}");
        lines.add("{\"batch\":{}}");
        Path export = directory.resolve("export.ndjson");
        Files.write(export, lines);

        assertThat(run("--out", directory.toString(), "--events", export.toString()))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains(events.size() + " events written; left out: 1 sealed, 1 quarantined, 1 that fit no schema");
        List<Stored> viewed = events.stream()
                .filter(event -> event.schema().eventType().equals("record.viewed"))
                .toList();
        assertThat(read(directory.resolve("record.viewed/1.avro")))
                .containsExactlyElementsOf(
                        viewed.stream().map(AvroCommandTest::text).toList());
    }

    private static List<String> read(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            reader.forEach(event -> events.add(new String(AvroEvents.toJson(event), StandardCharsets.UTF_8)));
        }
        return events;
    }

    private static String text(Stored event) {
        return new String(event.canonical(), StandardCharsets.UTF_8);
    }
}
