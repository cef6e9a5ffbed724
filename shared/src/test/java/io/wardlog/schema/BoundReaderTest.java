package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import io.wardlog.schemas.Fixture;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick way of a message sees in it what the tree and the reference validator see, or says that it does not know. */
class BoundReaderTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final BothWays BOTH_WAYS = new BothWays(REGISTRY);

    static Stream<Fixture> fixtures() {
        return Fixture.all().stream();
    }

    @Test
    void everySchemaOfTheProductIsCompiled() {
        assertThat(REGISTRY.all()).allMatch(schema -> schema.reader() != null);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void answersAlikeForFixtures(Fixture fixture) {
        EventSchema schema =
                REGISTRY.find(fixture.eventType(), fixture.version()).orElseThrow();
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, fixture.json())).isEqualTo(fixture.valid());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void isCertainOfTheCriticalityThatTheReferenceSees(Fixture fixture) {
        EventSchema schema =
                REGISTRY.find(fixture.eventType(), fixture.version()).orElseThrow();
        JsonNode payload = Documents.json(new String(fixture.json(), StandardCharsets.UTF_8))
                .path("payload");

        Optional<Criticality> certain =
                schema.certainCriticalityOf(payload.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(certain.isPresent() || !fixture.valid()).isTrue();
        certain.ifPresent(found -> assertThat(found).isEqualTo(schema.criticalityOf(payload)));
    }

    /** What a device may write in place of a number, and where one reader's limits end before the other's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "72",
                "72.0",
                "72.50",
                "72.000000000000000000000000000000",
                "7.2e1",
                "72.5000000000000001",
                "-0.0",
                "072"
            })
    void answersAlikeForNumbersHoweverTheyAreWritten(String number) {
        assertAlike(number);
    }

    @Test
    void answersAlikeForNumbersThatAreLongerThanTheTreesReaderTakes() {
        for (int zeros = 990; zeros < 1_010; zeros++) {
            assertAlike("72." + "0".repeat(zeros));
        }
    }

    private static void assertAlike(String number) {
        EventSchema schema = REGISTRY.find("vitals.reported", 1).orElseThrow();
        String message =
                "{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":{\"heartRate\":{\"unit\":\"/min\",\"value\":"
                        + number + "}}}";
        BOTH_WAYS.isAcceptedByBoth(schema, message.getBytes(StandardCharsets.UTF_8));
    }
}
