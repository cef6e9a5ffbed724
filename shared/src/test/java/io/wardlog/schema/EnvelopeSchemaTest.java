package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The envelope of docs/formats.md section 2, one change at a time. */
class EnvelopeSchemaTest {
    private final SchemaRegistry registry = SchemaRegistry.builtIn();
    private final ObjectNode event = Documents.storedEvent(
            registry.find("device.heartbeat", 1).orElseThrow(), Documents.json("{\"payload\":{\"status\":\"ok\"}}"));

    static Stream<String> fieldsOfTheAgent() {
        return Stream.of(
                ("envelopeVersion tenantId hospitalId deviceId deviceType eventId eventType eventVersion schemaRef "
                                + "eventTime ingestionTime criticality sequenceNumber prevHash source payload checksum")
                        .split(" "));
    }

    @ParameterizedTest
    @MethodSource("fieldsOfTheAgent")
    void asksForEveryFieldOfTheAgent(String field) {
        event.remove(field);

        assertThat(registry.checkEnvelope(event))
                .extracting(Violation::message)
                .containsExactly("lacks the property " + field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /envelopeVersion          | "1.0"
        /tenantId                 | "North"
        /hospitalId               | "-mary"
        /deviceId                 | "ward/pump"
        /deviceType               | "toaster"
        /eventId                  | "0199C2F0-5A00-7000-8000-000000000001"
        /eventId                  | "0199c2f0-5a00-4000-8000-000000000001"
        /eventType                | "device.heartbeat.again"
        /eventVersion             | 0
        /eventVersion             | 1.5
        /schemaRef                | "https://example.org/schema"
        /eventTime                | "2026-11-02T07:15:00.250Z"
        /eventTime                | "2026-11-02T08:15:00+01:00"
        /eventTime                | "2026-02-30T08:15:00Z"
        /eventTime                | "2026-11-02T24:00:00Z"
        /ingestionTime            | "2026-11-02T07:15:00.312Z"
        /ingestionTime            | "2026-13-02T07:15:00.312000Z"
        /criticality              | "critical"
        /sequenceNumber           | 0
        /sequenceNumber           | "1"
        /prevHash                 | "9F9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f"
        /source/epoch             | "1"
        /source/protocol          | "udp"
        /source/auth              | "none"
        /source/clockUncertaintyMs| -1
        /source/deviceSequence    | -1
        /source/clockSuspect      | "yes"
        /source/rawDigest         | {"_sd":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
        /source/peer              | "10.0.0.1"
        /actor                    | {"type":"patient","id":"p-1"}
        /actor                    | {"id":"n-1"}
        /operation                | "destroy"
        /correlationId            | ""
        /checksum/algorithm       | "md5"
        /checksum/value           | "00ff"
        /payload                  | []
        /quarantine               | "schema_violation"
        """)
    void refuses(String pointer, String value) {
        set(pointer, value);

        assertThat(registry.checkEnvelope(event)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /eventTime                | "0001-01-01T00:00:00Z"
        /eventTime                | "9999-12-31T23:59:59.999999999Z"
        /sequenceNumber           | 9007199254740991
        /source/clockOffsetMs     | -0.125
        /source/clockUncertaintyMs| 250
        /source/deviceSequence    | 0
        /source/deviceEventId     | "evt#1"
        /source/clockSuspect      | true
        /source/redelivered       | true
        /source/eventTimeRaw      | "2026-11-02t08:15:00.250+01:00"
        /source/rawDigest         | "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        /actor                    | {"type":"patient"}
        /resource                 | {"type":"patient","id":{"_sd":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}
        /operation                | "execute"
        /reason                   | {"_sd":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
        /performedBy              | "glucose-controller"
        """)
    void accepts(String pointer, String value) {
        set(pointer, value);

        assertThat(registry.checkEnvelope(event)).isEmpty();
    }

    @Test
    void takesALongerChecksumOnlyFromALongerHash() {
        ObjectNode checksum = (ObjectNode) event.get("checksum");
        checksum.put("value", "0a".repeat(64));
        assertThat(registry.checkEnvelope(event)).extracting(Violation::pointer).containsExactly("/checksum/value");
        checksum.put("algorithm", "sha-512");
        assertThat(registry.checkEnvelope(event)).isEmpty();
        checksum.put("value", "0a".repeat(32));
        assertThat(registry.checkEnvelope(event)).extracting(Violation::pointer).containsExactly("/checksum/value");
        checksum.put("algorithm", "sha3-256");
        assertThat(registry.checkEnvelope(event)).isEmpty();
    }

    private void set(String pointer, String value) {
        List<String> steps = List.of(pointer.substring(1).split("/"));
        ObjectNode parent = steps.size() == 1 ? event : (ObjectNode) event.get(steps.get(0));
        parent.set(steps.get(steps.size() - 1), valueOf(value));
    }

    private static JsonNode valueOf(String json) {
        return Documents.json("{\"v\":" + json + "}").get("v");
    }
}
