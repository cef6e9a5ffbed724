package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.schemas.Fixture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored form: what the collector checks. */
class DisclosedFormTest {
    private final SchemaRegistry registry = SchemaRegistry.builtIn();
    private final EventSchema association =
            registry.find("patient.associated", 1).orElseThrow();

    static Stream<Fixture> valid() {
        return Fixture.all().stream().filter(Fixture::valid);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void acceptsTheStoredFormOfEveryValidFixture(Fixture fixture) {
        EventSchema schema =
                registry.find(fixture.eventType(), fixture.version()).orElseThrow();
        JsonNode message = Documents.json(fixture.json());
        ObjectNode event = Documents.storedEvent(schema, message);

        assertThat(schema.checkDisclosed(event)).isEmpty();
        assertThat(registry.checkEnvelope(event)).isEmpty();
        assertThat(schema.criticalityOf(event.get("payload"))).isEqualTo(schema.criticalityOf(message.get("payload")));
    }

    @Test
    void tellsEveryMarkedValueInTheClear() {
        ObjectNode event = Documents.clearEvent(association, full());

        assertThat(association.checkDisclosed(event))
                .allMatch(violation -> violation.code() == ErrorCode.PHI_IN_CLEAR)
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/resource/id",
                        "/payload/patient/identifiers/0/value",
                        "/payload/patient/identifiers/1/value",
                        "/payload/patient/name",
                        "/payload/patient/birthDate",
                        "/payload/patient/sex");
    }

    @Test
    void tellsOneMarkedValueInTheClearAmongDigests() {
        ObjectNode clear = Documents.clearEvent(association, full());
        for (String place : Documents.phiPlaces(association, clear)) {
            ObjectNode event = Documents.storedEvent(association, full());
            put(event, place, clear.at(place));

            assertThat(association.checkDisclosed(event))
                    .as(place)
                    .extracting(Violation::code, Violation::pointer)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(ErrorCode.PHI_IN_CLEAR, place));
        }
    }

    @ParameterizedTest
    @CsvSource({"Anna Müller", "''", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", "AAAA"})
    void takesNothingForADigestThatIsNone(String digest) {
        ObjectNode event = Documents.storedEvent(association, full());
        ((ObjectNode) event.at("/payload/patient")).putObject("name").put("_sd", digest);

        assertThat(association.checkDisclosed(event))
                .singleElement()
                .matches(violation -> violation.code() == ErrorCode.PHI_IN_CLEAR)
                .matches(violation -> violation.pointer().equals("/payload/patient/name"));
    }

    @Test
    void refusesADigestWhereNoPatientDataBelong() {
        ObjectNode event = Documents.storedEvent(association, full());
        ((ObjectNode) event.get("payload")).set("method", event.at("/payload/patient/name"));

        assertThat(association.checkDisclosed(event))
                .singleElement()
                .matches(violation -> violation.code() == ErrorCode.SCHEMA_VIOLATION)
                .matches(violation -> violation.pointer().equals("/payload/method"));
    }

    @Test
    void refusesAnEventThatIsCalledLessCriticalThanItIs() {
        EventSchema alarm = registry.find("alarm.raised", 1).orElseThrow();
        ObjectNode event = Documents.storedEvent(
                alarm,
                Documents.json("{\"payload\":{\"alarmId\":\"a\",\"condition\":\"asystole\",\"kind\":\"physiological\","
                        + "\"priority\":\"high\"}}"));
        assertThat(alarm.checkDisclosed(event)).isEmpty();

        event.put("criticality", "HIGH");

        assertThat(alarm.checkDisclosed(event)).extracting(Violation::pointer).containsExactly("/criticality");
    }

    @ParameterizedTest
    @CsvSource({"eventType,device.connected", "schemaRef,urn:wardlog:schema:patient.associated:2"})
    void refusesAnEventOfAnotherSchema(String field, String value) {
        ObjectNode event = Documents.storedEvent(association, full());
        event.put(field, value);

        assertThat(association.checkDisclosed(event))
                .extracting(Violation::pointer)
                .containsExactly("/" + field);
    }

    @Test
    void hasRoomOnlyForTheEnvelopesOwnFields() {
        ObjectNode event = Documents.storedEvent(association, full());
        event.put("hash", "00");

        assertThat(association.checkDisclosed(event))
                .extracting(Violation::pointer, Violation::keyword)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("", "additionalProperties"));
    }

    private static JsonNode full() {
        return Documents.json(Fixture.valid("patient.associated").stream()
                .filter(fixture -> fixture.name().equals("full"))
                .findFirst()
                .orElseThrow()
                .json());
    }

    private static void put(ObjectNode event, String place, JsonNode value) {
        JsonPointer pointer = JsonPointer.compile(place);
        ((ObjectNode) event.at(pointer.head())).set(pointer.last().getMatchingProperty(), value);
    }

    @Test
    void listsThePlacesOfPatientData() {
        assertThat(association.phi())
                .extracting(PhiPointer::toString)
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "/resource/id",
                        "/reason",
                        "/message",
                        "/payload/patient/identifiers/*/value",
                        "/payload/patient/name",
                        "/payload/patient/birthDate",
                        "/payload/patient/sex"));
    }
}
