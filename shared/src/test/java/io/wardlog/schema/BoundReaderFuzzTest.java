package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.schemas.Fixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The quick way and the tree's answer alike for messages that nobody thought of. {@code -Dwardlog.fuzz.documents=10000000} and {@code
 * -Dwardlog.fuzz.seed=N} make it a campaign.
 */
class BoundReaderFuzzTest {
    private static final int DOCUMENTS = Integer.getInteger("wardlog.fuzz.documents", 20_000);
    private static final long SEED = Long.getLong("wardlog.fuzz.seed", 4711);
    private static final int SAMPLED = 10;
    private static final int DOCUMENTS_OF_A_SCHEMA = 50;
    private static final String BEFORE = "{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":";

    private final SchemaRegistry registry = SchemaRegistry.builtIn();

    @Test
    void answersAlikeForMutatedFixtures() {
        Map<String, List<Fixture>> ofType = Fixture.all().stream()
                .collect(Collectors.groupingBy(Fixture::eventType, TreeMap::new, Collectors.toList()));
        List<String> types = List.copyOf(ofType.keySet());
        BothWays bothWays = new BothWays(registry);
        MutatedMessages mutations = new MutatedMessages(SEED);
        Random random = new Random(SEED);
        int accepted = 0;
        int missed = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            List<Fixture> fixtures = ofType.get(types.get(random.nextInt(types.size())));
            Fixture fixture = any(fixtures, random);
            byte[] message =
                    mutations.next(fixture.json(), any(fixtures, random).json());
            EventSchema schema =
                    registry.find(fixture.eventType(), fixture.version()).orElseThrow();
            if (bothWays.isAcceptedByBoth(schema, message)) {
                accepted++;
            } else if (i % SAMPLED == 0 && bothWays.isAcceptedByTree(schema, message)) {
                missed++;
            }
        }
        assertThat(accepted).isGreaterThan(DOCUMENTS / 5);
        assertThat(missed).as("left to the tree, of one in %d", SAMPLED).isLessThan(DOCUMENTS / 10 / SAMPLED);
    }

    /** Mostly a valid one. */
    private static Fixture any(List<Fixture> fixtures, Random random) {
        Fixture fixture = fixtures.get(random.nextInt(fixtures.size()));
        return fixture.valid() || random.nextInt(12) == 0 ? fixture : any(fixtures, random);
    }

    @Test
    void answersAlikeForRandomSchemas() {
        Random random = new Random(SEED);
        RandomSchemas schemas = new RandomSchemas(random);
        MutatedMessages mutations = new MutatedMessages(SEED);
        BothWays bothWays = new BothWays(registry);
        int compiled = 0;
        int accepted = 0;
        for (int i = 0; i < DOCUMENTS / 4; i += DOCUMENTS_OF_A_SCHEMA) {
            ObjectNode payload = schemas.payload();
            EventSchema schema = EventSchemas.of(payload);
            if (schema.reader() != null) {
                compiled++;
                byte[] before = message(schemas.document(payload));
                for (int k = 0; k < DOCUMENTS_OF_A_SCHEMA; k++) {
                    byte[] message = message(schemas.document(payload));
                    byte[] tried = k % 2 == 0 ? message : mutations.next(message, before);
                    accepted += bothWays.isAcceptedByBoth(schema, tried) ? 1 : 0;
                    before = message;
                }
            }
        }
        assertThat(compiled).isGreaterThan(DOCUMENTS / 4 / DOCUMENTS_OF_A_SCHEMA / 10);
        assertThat(accepted).isGreaterThan(compiled);
    }

    private static byte[] message(JsonNode payload) {
        return (BEFORE + payload + "}").getBytes(StandardCharsets.UTF_8);
    }
}
