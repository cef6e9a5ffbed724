package io.wardlog.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.DeviceMessage;
import io.wardlog.event.DeviceType;
import io.wardlog.event.UuidV7;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent under load is what real devices may say: an agent that refuses it would be measured at refusing. */
class DeviceVoiceTest {
    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.builtIn();
    private static final int MESSAGES = 2_500;

    @ParameterizedTest
    @EnumSource(names = {"INFUSION_PUMP", "PATIENT_MONITOR", "VENTILATOR", "SMART_BED"})
    void everyMessagePassesItsSchemaAndIsTheDevicesOwn(DeviceType type) {
        DeviceVoice voice = new DeviceVoice("device-0042", Repertoire.of(type, 5), 5);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            long due = i * 250_000_000L;
            LoadMessage message = voice.next(START, due);
            JsonReading reading = StrictJson.read(message.body(), JsonLimits.DEVICE_MESSAGE);
            assertThat(reading).isInstanceOf(JsonReading.Value.class);
            JsonNode tree = ((JsonReading.Value) reading).node();
            assertThat(DeviceMessage.read(tree)).isInstanceOf(DeviceMessage.Reading.Value.class);
            assertThat(SCHEMAS.find(message.eventType(), 1).orElseThrow().check(tree))
                    .as("%s", tree)
                    .isEmpty();
            assertThat(tree.path("deviceId").asText()).isEqualTo("device-0042");
            assertThat(tree.path("deviceSequence").asLong()).isEqualTo(i + 1);
            assertThat(Instant.parse(tree.path("eventTime").asText())).isEqualTo(START.plusNanos(due));
            assertThat(tree.path("eventId").asText()).isEqualTo(message.eventId());
            assertThat(UuidV7.isUuidV7(message.eventId())).isTrue();
            assertThat(new String(message.body(), StandardCharsets.UTF_8)).doesNotContain("template");
            ids.add(message.eventId());
        }
        assertThat(ids).hasSize(MESSAGES);
    }

    @Test
    void aHeartbeatPassesItsSchema() {
        LoadMessage message = new DeviceVoice("device-0042", Repertoire.heartbeats(), 5).next(START, 0);
        JsonNode tree = ((JsonReading.Value) StrictJson.read(message.body(), JsonLimits.DEVICE_MESSAGE)).node();
        assertThat(DeviceMessage.read(tree)).isInstanceOf(DeviceMessage.Reading.Value.class);
        assertThat(SCHEMAS.find(message.eventType(), 1).orElseThrow().check(tree))
                .isEmpty();
    }
}
