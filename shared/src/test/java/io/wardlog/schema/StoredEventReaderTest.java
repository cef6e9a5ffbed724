package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schemas.Fixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The quick way of a stored event accepts nothing that the reference validator does not accept. The campaign is that of {@link BoundReaderFuzzTest}. */
class StoredEventReaderTest {
    private static final int DOCUMENTS = Integer.getInteger("wardlog.fuzz.documents", 20_000);
    private static final long SEED = Long.getLong("wardlog.fuzz.seed", 4711);
    private static final int DOCUMENTS_OF_A_SCHEMA = 50;
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();

    private record Stored(EventSchema schema, byte[] bytes) {
        static Stored of(EventSchema schema, JsonNode message) {
            return new Stored(schema, Jcs.write(Documents.storedEvent(schema, message)));
        }

        boolean isAcceptedByTree() {
            return StrictJson.read(bytes, JsonLimits.CANONICAL) instanceof JsonReading.Value value
                    && schema.checkDisclosed(value.node()).isEmpty();
        }

        /** Whether the quick way accepts it; fails when the reference does not accept it then. */
        boolean isAcceptedByBoth() {
            boolean accepted = schema.isCertainlyValid(bytes);
            assertThat(!accepted || isAcceptedByTree())
                    .as(() -> schema + ": " + new String(bytes, StandardCharsets.UTF_8))
                    .isTrue();
            return accepted;
        }
    }

    private static Stored stored(Fixture fixture) {
        EventSchema schema =
                REGISTRY.find(fixture.eventType(), fixture.version()).orElseThrow();
        return Stored.of(schema, Documents.json(fixture.json()));
    }

    static Stream<Fixture> validFixtures() {
        return Fixture.all().stream().filter(Fixture::valid);
    }

    /** So every schema of the product has a quick way: each has a valid fixture. */
    @ParameterizedTest
    @MethodSource("validFixtures")
    void acceptsWhatIsValid(Fixture fixture) {
        assertThat(stored(fixture).isAcceptedByBoth()).isTrue();
    }

    @Test
    void doesNotAcceptWhatStandsInTheClearOrUnderAnotherName() {
        for (Fixture fixture : validFixtures().toList()) {
            Stored stored = stored(fixture);
            JsonNode message = Documents.json(fixture.json());
            ObjectNode clear = Documents.clearEvent(stored.schema(), message);
            boolean marked = !Documents.phiPlaces(stored.schema(), clear).isEmpty();
            assertThat(new Stored(stored.schema(), Jcs.write(clear)).isAcceptedByBoth())
                    .isEqualTo(!marked);
            for (String name : List.of("eventType", "eventVersion", "schemaRef")) {
                ObjectNode other = Documents.storedEvent(stored.schema(), message);
                other.put(name, "x" + other.get(name).asText());
                assertThat(new Stored(stored.schema(), Jcs.write(other)).isAcceptedByBoth())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"LOW", "NORMAL", "HIGH", "CRITICAL", "NONE"})
    void acceptsEachCriticalityThatTheReferenceAccepts(String criticality) {
        for (Fixture fixture : validFixtures().toList()) {
            EventSchema schema =
                    REGISTRY.find(fixture.eventType(), fixture.version()).orElseThrow();
            ObjectNode event = Documents.storedEvent(schema, Documents.json(fixture.json()));
            Stored stored = new Stored(schema, Jcs.write(event.put("criticality", criticality)));
            assertThat(stored.isAcceptedByBoth()).isEqualTo(stored.isAcceptedByTree());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sha-256,64",
        "sha-256,128",
        "sha-512,64",
        "sha-512,128",
        "sha3-256,64",
        "sha3-256,128",
        "sha-1,64",
        "sha-512,127"
    })
    void acceptsEachChecksumThatTheReferenceAccepts(String algorithm, int digits) {
        Fixture fixture = validFixtures().findFirst().orElseThrow();
        EventSchema schema =
                REGISTRY.find(fixture.eventType(), fixture.version()).orElseThrow();
        ObjectNode event = Documents.storedEvent(schema, Documents.json(fixture.json()));
        event.putObject("checksum").put("algorithm", algorithm).put("value", "0".repeat(digits));
        Stored stored = new Stored(schema, Jcs.write(event));
        assertThat(stored.isAcceptedByBoth()).isEqualTo(stored.isAcceptedByTree());
    }

    @Test
    void answersAlikeForMutatedEvents() {
        List<Stored> events = validFixtures().map(StoredEventReaderTest::stored).toList();
        MutatedMessages mutations = new MutatedMessages(SEED);
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            Stored event = events.get(random.nextInt(events.size()));
            Stored other = events.get(random.nextInt(events.size()));
            byte[] mutated = mutations.next(event.bytes(), other.bytes());
            accepted += new Stored(event.schema(), mutated).isAcceptedByBoth() ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(DOCUMENTS / 5);
    }

    @Test
    void answersAlikeForRandomSchemas() {
        Random random = new Random(SEED);
        RandomSchemas schemas = new RandomSchemas(random);
        MutatedMessages mutations = new MutatedMessages(SEED);
        int accepted = 0;
        for (int i = 0; i < DOCUMENTS / 4; i += DOCUMENTS_OF_A_SCHEMA) {
            ObjectNode payload = schemas.payload();
            EventSchema schema = EventSchemas.of(payload);
            List<Stored> events = new ArrayList<>();
            for (int k = 0; k < DOCUMENTS_OF_A_SCHEMA; k++) {
                if (schemas.document(payload) instanceof ObjectNode document) {
                    events.add(Stored.of(
                            schema, JsonNodeFactory.instance.objectNode().set("payload", document)));
                }
            }
            for (Stored event : events) {
                accepted += event.isAcceptedByBoth() ? 1 : 0;
                byte[] mutated = mutations.next(event.bytes(), events.get(0).bytes());
                accepted += new Stored(schema, mutated).isAcceptedByBoth() ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(DOCUMENTS / 200);
    }
}
