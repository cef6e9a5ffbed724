package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.bound.BoundContent;
import io.wardlog.schema.bound.PayloadReader;
import io.wardlog.schemas.Fixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        int compiled = 0;
        int accepted = 0;
        for (int i = 0; i < DOCUMENTS / 4; i += DOCUMENTS_OF_A_SCHEMA) {
            ObjectNode schema = schemas.payload();
            Optional<PayloadReader> reader = PayloadReader.compile(schema);
            if (reader.isPresent()) {
                compiled++;
                DocumentCheck check = new SchemaCompiler().clear(schema);
                for (int k = 0; k < DOCUMENTS_OF_A_SCHEMA; k++) {
                    accepted += answersAlike(schema, reader.get(), check, schemas.document(schema)) ? 1 : 0;
                }
            }
        }
        assertThat(compiled).isGreaterThan(DOCUMENTS / 4 / DOCUMENTS_OF_A_SCHEMA / 5);
        assertThat(accepted).isGreaterThan(compiled);
    }

    /** Whether the quick way accepts the document, which the reference does then too. */
    private boolean answersAlike(JsonNode schema, PayloadReader reader, DocumentCheck check, JsonNode document) {
        String text = document.toString();
        byte[] message = (BEFORE + text + "}").getBytes(StandardCharsets.UTF_8);
        Optional<BoundContent> content = registry.read(message).flatMap(read -> read.content(reader));
        JsonReading tree = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DEVICE_MESSAGE);
        content.ifPresent(found -> {
            assertThat(tree).as(text).isInstanceOf(JsonReading.Value.class);
            JsonNode node = ((JsonReading.Value) tree).node();
            assertThat(check.check(node)).as(() -> schema + " and " + text).isEmpty();
            assertThat(found.redact(new Redactor(() -> new byte[Disclosure.SALT_LENGTH]))
                            .members()
                            .get(EnvelopeMember.PAYLOAD))
                    .isEqualTo(Jcs.write(node));
        });
        return content.isPresent();
    }
}
