package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.FileEntry;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the journal keeps of files that are read: enough to know them again, nothing to try out what they say. */
@Timeout(120)
class FilePositionsTest {

    private static final int SPAN = 256;
    private static final int HALF = 16;

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(EdgeAgent.class.getPackageName());
    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        fixture = new AgentFixture(directory);
        fixture.writeDirectory("devices:\n  " + AgentFixture.PUMP + ": {type: infusion_pump, file: true}\n");
        fixture.configure("journal: {", "file: {directory: volume}\njournal: {");
        file = Files.createDirectories(directory.resolve("volume").resolve(AgentFixture.PUMP))
                .resolve("app.ndjson");
        collector = fixture.collector();
        logs.start();
        logger.addAppender(logs);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(logs);
    }

    /** All of it stands in the journal, but for the patient's number. */
    private static String line(int number) {
        return """
                {"eventType":"patient.associated","eventTime":"2026-11-26T08:00:00Z","correlationId":"line-%d",\
                "payload":{"associationId":"as-1","method":"barcode","patient":{"identifiers":[\
                {"system":"urn:oid:2.16.840.1.113883.19.5","kind":"MR","value":"%d"}]}}}
                """.formatted(number % 10, number);
    }

    private void append(int... numbers) throws IOException {
        for (int number : numbers) {
            Files.writeString(file, line(number), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** A run of the agent that ends when it has sent this many lines to the collector, all runs together. */
    private void run(int lines) throws Exception {
        EdgeAgent agent =
                new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
        try {
            collector.await(events -> lines(events).size() >= lines);
        } finally {
            agent.stop();
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> lines(List<Event> events) {
        return events.stream()
                .filter(event -> event.eventType().equals("patient.associated"))
                .map(event -> event.tree().get("correlationId").textValue())
                .toList();
    }

    @Test
    void whoHasTheJournalAloneCannotTryOutWhatALineSays() throws Exception {
        append(4711, 1852, 9963);
        run(3);
        String disk = disk();
        assertThat(Files.readString(fixture.config().snapshotFile(), StandardCharsets.ISO_8859_1))
                .as("the position is in the snapshot, too")
                .contains("app.ndjson");
        String before = "";
        for (int secret : new int[] {4711, 1852, 9963}) {
            Set<Integer> fitting = new TreeSet<>();
            for (int number = secret / 10 * 10 - 500; number < secret + 500; number += 10) {
                int candidate = number + secret % 10;
                if (digests(before, line(candidate)).stream().anyMatch(disk::contains)) {
                    fitting.add(candidate);
                }
            }
            assertThat(fitting).isEmpty();
            before += line(secret);
        }
        FileFingerprints own = new FileFingerprints(Arrays.copyOf(Files.readAllBytes(digestKey()), 32));
        assertThat(disk)
                .as("the search finds what is there, for who has the key")
                .contains(text(own.half(Sha256.of(before.getBytes(StandardCharsets.UTF_8)))));
    }

    /** What an earlier agent left: nothing in it is recorded again, and none of it stays without a key. */
    @Test
    void afterAnUpgradeEveryLineIsRecordedOnceAndEveryPositionIsKeyed() throws Exception {
        append(4711, 1852);
        run(2);
        asEarlier();
        Hash plain = plain(Files.size(file));
        assertThat(disk()).contains(text(plain.bytes()));
        append(9963);
        run(3);
        assertThat(Files.readString(fixture.config().snapshotFile(), StandardCharsets.ISO_8859_1))
                .contains("app.ndjson")
                .doesNotContain(text(plain(Files.size(file)).bytes()));
        FileEntry last = files().reduce((one, later) -> later).orElseThrow();
        assertThat(last.position().orElseThrow().keyed()).isTrue();
        run(3);
        append(5554);
        run(4);
        assertThat(lines(collector.events())).containsExactly("line-1", "line-2", "line-3", "line-4");
        assertThat(gaps()).isZero();
    }

    @Test
    void whenTheKeyIsLostEveryLineIsRecordedAgainAndTheLogSaysSo() throws Exception {
        append(4711, 1852);
        run(2);
        Files.delete(digestKey());
        append(9963);
        run(5);
        assertThat(logged()).containsOnlyOnce("digest_key_lost").contains("file_began_anew");
        assertRecordedAgain();
    }

    @Test
    void underAnotherKeyEveryLineIsRecordedAgainAndTheLogSaysSo() throws Exception {
        append(4711, 1852);
        run(2);
        Files.write(digestKey(), new byte[32]);
        append(9963);
        run(5);
        assertThat(logged()).contains("file_began_anew").doesNotContain("digest_key_lost");
        assertRecordedAgain();
    }

    /** Once more from the beginning, behind a gap, and then once. */
    private void assertRecordedAgain() throws Exception {
        append(5554);
        run(6);
        assertThat(lines(collector.events()))
                .containsExactly("line-1", "line-2", "line-1", "line-2", "line-3", "line-4");
        assertThat(gaps()).isOne();
    }

    private long gaps() {
        return collector.events().stream()
                .filter(event -> event.eventType().equals("agent.gap_declared"))
                .filter(event -> !event.payload().path("deviceId").textValue().equals(event.deviceId()))
                .count();
    }

    private List<String> logged() {
        return logs.list.stream().map(ILoggingEvent::getMessage).toList();
    }

    private Path digestKey() {
        return fixture.config().digestKeyFile();
    }

    /** The positions in the journal, in their order. */
    private Stream<FileEntry> files() throws IOException {
        List<FileEntry> files = new ArrayList<>();
        for (JournalEntry entry : entries()) {
            if (read(entry) instanceof FileEntry found) {
                files.add(found);
            }
        }
        return files.stream();
    }

    private static Entry read(JournalEntry entry) {
        try {
            return Entry.read(entry);
        } catch (EntryFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes the journal what an agent would have left whose fingerprints had no key, and takes the snapshot away. */
    private void asEarlier() throws IOException {
        List<JournalEntry> entries = entries();
        Path journal = fixture.config().journalDirectory();
        Files.move(journal, directory.resolve("journal-" + entries.size()));
        Files.delete(fixture.config().snapshotFile());
        try (SegmentJournal earlier = SegmentJournal.open(
                journal,
                fixture.config().journal().limits(),
                Recovery.Known.snapshotAt(0),
                SegmentJournal.Parts.of(new FileChannelDisk(), ChronicleWriter.format()))) {
            for (JournalEntry entry : entries) {
                earlier.append(List.of(read(entry) instanceof FileEntry found ? plain(found) : entry));
            }
        }
    }

    private JournalEntry plain(FileEntry entry) throws IOException {
        FilePosition at = entry.position().orElseThrow();
        FilePosition plain = new FilePosition(at.name(), at.offset(), at.atMicros(), plain(at.offset()), false);
        byte[] payload = new FileEntry(entry.deviceId(), entry.key(), Optional.of(plain)).payload();
        return new JournalEntry((byte) 8, Arrays.copyOf(payload, payload.length - 1));
    }

    /** Halves of two SHA-256, as an earlier agent wrote them. */
    private Hash plain(long offset) throws IOException {
        byte[] all = Arrays.copyOf(Files.readAllBytes(file), (int) offset);
        byte[] first = Arrays.copyOf(all, Math.min(all.length, SPAN));
        return FileFingerprints.joined(Sha256.of(first).bytes(), Sha256.of(all).bytes());
    }

    /** What an attacker who knows what stands before a line would look for, when it says this. */
    private static List<String> digests(String before, String line) {
        byte[] all = (before + line).getBytes(StandardCharsets.UTF_8);
        byte[] alone = line.getBytes(StandardCharsets.UTF_8);
        byte[] first = Arrays.copyOf(all, Math.min(all.length, SPAN));
        byte[] bare = Arrays.copyOf(alone, alone.length - 1);
        return Stream.of(all, first, alone, bare)
                .map(Sha256::of)
                .map(digest -> text(Arrays.copyOf(digest.bytes(), HALF)))
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Every byte of journal and snapshot, if there is one. */
    private String disk() throws IOException {
        StringBuilder all = new StringBuilder();
        if (Files.exists(fixture.config().snapshotFile())) {
            all.append(Files.readString(fixture.config().snapshotFile(), StandardCharsets.ISO_8859_1));
        }
        for (JournalEntry entry : entries()) {
            all.append(text(entry.payload()));
        }
        return all.toString();
    }

    private List<JournalEntry> entries() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        new JournalVerifier(fixture.config().journalDirectory()).verify(new JournalVerifier.Visitor() {
            @Override
            public void entry(Place place, long ordinal, JournalEntry entry) {
                entries.add(entry);
            }

            @Override
            public void corrupt(Corruption corruption) {
                throw new AssertionError(corruption);
            }

            @Override
            public void cut(Recovery.Cut cut) {
                throw new AssertionError(cut);
            }
        });
        return entries;
    }
}
