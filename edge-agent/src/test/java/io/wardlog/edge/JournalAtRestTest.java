package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.Entry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stolen disk shows: a run with marked patient values, accepted and refused, and then every byte of its data directory. */
@Timeout(120)
class JournalAtRestTest {

    /** Long enough never to come about by chance, and in no alphabet's favour. */
    private static final String MARK = "Zqx7Wvkj3Yhp";

    @TempDir
    Path directory;

    private static String associated(int i) {
        return """
                {"deviceId":"%s","eventType":"patient.associated","eventTime":"%s","eventId":"0191e8a0-0000-7000-8000-%012d",\
                "resource":{"type":"patient","id":"%s-r"},"reason":"%s reason","message":"%s message",\
                "payload":{"associationId":"as-%d","method":"barcode","patient":{"identifiers":[\
                {"system":"urn:oid:2.16.840.1.113883.19.5","kind":"MR","value":"%s-v"}],\
                "name":{"family":"%s","given":["Anna"]},"birthDate":"1957-03-08","sex":"female"}}}""".formatted(AgentFixture.PUMP, Instant.now(), i, MARK, MARK, MARK, i, MARK, MARK);
    }

    @Test
    void noMarkedValueIsInTheClearInJournalOrSnapshot() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        List<String> faults = new ArrayList<>();
        SigningCollector collector = fixture.collector();
        EdgeAgent agent =
                new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(pump.send(associated(i))).contains("accepted");
                assertThat(pump.send(associated(100 + i).replace("barcode", MARK)))
                        .contains("rejected");
                assertThat(pump.send("{ no JSON " + MARK)).contains("rejected");
            }
        }
        collector.await(events -> events.stream()
                        .filter(event -> event.eventType().equals("patient.associated"))
                        .count()
                == 20);
        agent.stop();
        assertThat(faults).isEmpty();
        Path data = directory.resolve("data");
        assertThat(fixture.config().snapshotFile()).exists();
        assertThat(found(data, List.of(AgentFixture.PUMP.getBytes(StandardCharsets.US_ASCII))))
                .as("the search finds what is in the clear")
                .isNotEmpty();
        assertThat(found(data, writings(MARK))).isEmpty();
        assertThat(found(data, writings("1957-03-08"))).isEmpty();
    }

    /** What the journal holds of somebody is what its operator is told. */
    @Test
    void everyEntryStandsInTheTableOfWhatLiesOnTheDisk() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/encrypt-the-disk.md")).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" \\| ")[0])
                .toList();
        assertThat(Entry.class.getPermittedSubclasses())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(rows).anyMatch(row -> row.contains('`' + entry.getSimpleName() + '`')));
    }

    /** The ways in which a text may stand in bytes; of base64 the part that does not depend on what stands around it. */
    private static List<byte[]> writings(String text) {
        List<byte[]> all = new ArrayList<>();
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] plain = text.getBytes(charset);
            all.add(plain);
            all.add(HexFormat.of().formatHex(plain).getBytes(StandardCharsets.US_ASCII));
            for (int before = 0; before < 3; before++) {
                byte[] shifted = new byte[before + plain.length];
                System.arraycopy(plain, 0, shifted, before, plain.length);
                String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                String inner = encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 1);
                all.add(inner.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return all;
    }

    private static List<String> found(Path directory, List<byte[]> needles) throws IOException {
        List<String> hits = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (byte[] needle : needles) {
                    if (bytes.contains(new String(needle, StandardCharsets.ISO_8859_1))) {
                        hits.add(file + " holds " + new String(needle, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return hits;
    }
}
