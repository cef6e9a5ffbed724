package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A message of a device that is known, on its way to the journal: whatever it is, it or its refusal is recorded, as a sound event, and the
 * writer, whose end is the agent's, goes on. The first byte says on which way it comes.
 */
class RecordingFuzzTest extends FuzzedParser {

    /** What is recorded stays in memory. */
    private static final int RECORDED_AT_MOST = 500;

    private static final int PLAIN = 0;
    private static final int TOPIC = 1;
    private static final int WILL = 2;
    private static final int WAYS = 3;

    private static final String OWN_TYPE = "x_acme.marked";
    /** What is said of a wrong value ends at another place for each. */
    private static final List<String> NAMES = List.of("mark", "marks", "marked");

    private SchemaRegistry registry;
    private MemoryJournal journal;
    private CorePath path;
    private int devices;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        writeOwnType(directory);
        registry = SchemaRegistry.builtIn().with(SchemaCollection.load(SchemaSource.directory(directory)));
        begin();
    }

    /** Its values have letters beyond U+FFFF, and are more than a record of a refusal has room for. */
    private static void writeOwnType(Path directory) throws IOException {
        String values = IntStream.range(0, 50)
                .mapToObj(i -> "\"" + "\uD83D\uDE00".repeat(8) + i + "\"")
                .collect(Collectors.joining(", "));
        String properties = NAMES.stream()
                .map(name -> "\"" + name + "\": { \"description\": \"How\", \"enum\": [" + values + "] }")
                .collect(Collectors.joining(", "));
        Files.createDirectories(directory.resolve(OWN_TYPE));
        Files.writeString(directory.resolve(OWN_TYPE + "/1.json"), """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:wardlog:schema:%s:1",
              "description": "Something was marked.",
              "x-criticality": "LOW",
              "type": "object",
              "properties": { %s },
              "additionalProperties": false
            }
            """.formatted(OWN_TYPE, properties));
        Files.writeString(
                directory.resolve(SchemaIndex.FILE),
                IndexUpdate.of(directory, Map.of("urn:wardlog:schema:" + OWN_TYPE + ":1", SchemaStatus.ACTIVE))
                        .index()
                        .text());
    }

    private void begin() throws Exception {
        journal = new MemoryJournal();
        path = new CorePath(journal, Schemas.of(registry), new byte[32]);
    }

    @AfterAll
    void end() throws InterruptedException {
        path.stop();
    }

    @Override
    protected Stream<byte[]> seeds() {
        Stream<byte[]> product =
                Fixture.all().stream().map(fixture -> headed(fixture.name().length() % WAYS, fixture.json()));
        return Stream.concat(product, NAMES.stream().map(name -> headed(PLAIN, marked(name))));
    }

    @Override
    protected int mutations() {
        return 400;
    }

    private static byte[] marked(String name) {
        return ("{\"eventType\":\"" + OWN_TYPE + "\",\"eventTime\":\"" + EventTimes.write(Instant.now())
                        + "\",\"payload\":{\"" + name + "\":\"z\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void parse(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        if (journal.nextOrdinal() > RECORDED_AT_MOST) {
            path.stop();
            begin();
        }
        int before = (int) journal.nextOrdinal();
        Outcome outcome = path.answer(arrival(input));
        List<JournalEntry> recorded = journal.entries().subList(before, (int) journal.nextOrdinal());
        assertThat(recorded).isNotEmpty();
        for (JournalEntry entry : recorded) {
            assertSound(entry);
        }
        assertThat(outcome).isInstanceOfAny(Outcome.Accepted.class, Outcome.Rejected.class);
    }

    /** Each of a device of its own: of one device, refusals for the same reason would be counted and not recorded. */
    private Arrival arrival(byte[] input) {
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        DeviceType[] types = DeviceType.values();
        DeviceIdentity device = new DeviceIdentity(
                "device-" + devices++, types[((input[0] & 0xF0) >> 4) % types.length], AuthMethod.PASSWORD, Map.of());
        return switch ((input[0] & 0x0F) % WAYS) {
            case TOPIC ->
                new Arrival(
                        device,
                        SourceProtocol.MQTT,
                        body,
                        Optional.of(new TopicClaim(device.deviceId(), "vitals.reported")),
                        false);
            case WILL -> new Arrival(device, SourceProtocol.MQTT, body, Optional.empty(), true).asWill(Instant.EPOCH);
            default -> Arrival.of(device, SourceProtocol.TCP, body);
        };
    }

    /** What devices say of themselves is checked elsewhere ({@link MessageFuzzTest}, {@link MessageCheckTest}). */
    private void assertSound(JournalEntry raw) throws Exception {
        if (!(Entry.read(raw) instanceof EventEntry entry)) {
            return;
        }
        Event event = ((Event.Reading.Value) Event.read(entry.event())).event();
        if (event.eventType().startsWith("agent.")) {
            assertThat(registry.find(event.eventType(), event.eventVersion())
                            .orElseThrow()
                            .checkDisclosed(event.tree()))
                    .as(event.eventType())
                    .isEmpty();
        }
    }
}
