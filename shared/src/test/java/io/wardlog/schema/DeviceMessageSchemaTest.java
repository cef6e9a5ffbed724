package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The top level of a device message, docs/formats.md section 1. */
class DeviceMessageSchemaTest {
    private final SchemaRegistry registry = SchemaRegistry.builtIn();
    private final EventSchema heartbeat = registry.find("device.heartbeat", 1).orElseThrow();
    private final ObjectNode message =
            Documents.json("{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":{\"status\":\"ok\"}}");

    @Test
    void takesEveryField() {
        message.put("deviceId", "pump-7").put("eventType", "device.heartbeat").put("eventVersion", 1);
        message.put("eventId", "evt#1").put("deviceSequence", 0).put("operation", "execute");
        message.put("reason", "Prüfung\nzweite Zeile")
                .put("message", "x")
                .put("correlationId", "o-1")
                .put("performedBy", "svc");
        message.putObject("actor").put("type", "user").put("id", "n-1").put("role", "nurse");
        message.putObject("resource").put("type", "patient").put("id", "000123");

        assertThat(heartbeat.check(message)).isEmpty();
        assertThat(registry.checkMessage(message)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-02T07:15:00Z",
                "2026-11-02t07:15:00z",
                "2026-11-02T08:15:00.123456789+01:00",
                "2016-12-31T23:59:60Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59-00:00"
            })
    void takesEveryTimeOfRfc3339(String time) {
        assertThat(heartbeat.check(message.put("eventTime", time))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-02",
                "2026-11-02T07:15Z",
                "2026-11-02T07:15:00",
                "2026-11-02 07:15:00Z",
                "2026-02-29T00:00:00Z",
                "2026-11-02T24:00:00Z",
                "2026-11-02T07:15:61Z",
                "2026-11-02T07:15:00.1234567890Z",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+01:00",
                "2026-11-02T07:15:00+24:00",
                "2026-11-02T07:15:00Z\n"
            })
    void refusesEveryOtherTime(String time) {
        assertThat(heartbeat.check(message.put("eventTime", time)))
                .singleElement()
                .matches(violation -> violation.pointer().equals("/eventTime"))
                .matches(violation -> violation.keyword().equals("format"));
    }

    @Test
    void countsFreeTextInBytes() {
        assertThat(heartbeat.check(message.put("reason", "ü".repeat(512)))).isEmpty();
        assertThat(heartbeat.check(message.put("reason", "ü".repeat(513))))
                .extracting(Violation::toString)
                .containsExactly("/reason must have at most 1024 bytes in UTF-8");
    }

    @Test
    void saysOnceThatThePayloadIsNoObject() {
        message.put("payload", "ok");

        assertThat(heartbeat.check(message))
                .extracting(Violation::toString)
                .containsExactly("/payload must be of type object");
    }

    @Test
    void refusesNullAndAKeyThatLooksLikeADigest() {
        message.putNull("deviceId");
        message.putObject("actor").put("type", "user").put("_sd", "x");

        assertThat(heartbeat.check(message)).extracting(Violation::pointer).containsExactly("/actor", "/deviceId");
    }

    @Test
    void answersAtMostAFewViolations() {
        ObjectNode vitals = message.putObject("payload");
        for (String name :
                new String[] {"heartRate", "pulseRate", "spo2", "perfusionIndex", "respiratoryRate", "etco2"}) {
            vitals.putObject(name)
                    .put("value", "x")
                    .put("unit", "x")
                    .put("more", 1)
                    .put("most", 1);
        }

        assertThat(registry.find("vitals.reported", 1).orElseThrow().check(message))
                .hasSize(18);
        vitals.putObject("temperature").put("value", -1).put("unit", "K").put("more", 1);
        assertThat(registry.find("vitals.reported", 1).orElseThrow().check(message))
                .hasSize(DocumentCheck.MOST);
    }
}
