package io.wardlog.simulator.ward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.event.DeviceMessage;
import io.wardlog.event.UuidV7;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.SimulatedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the simulated devices say is what real ones may say, and can be replayed. */
class WardTest {
    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final int MESSAGES = 20_000;
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.builtIn();
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyMessagePassesItsSchema() {
        for (SimulatedMessage message : messages(ward(7, Pace.speed(1)), MESSAGES)) {
            JsonReading reading = StrictJson.read(message.body(), JsonLimits.DEVICE_MESSAGE);
            assertThat(reading).isInstanceOf(JsonReading.Value.class);
            JsonNode tree = ((JsonReading.Value) reading).node();
            assertThat(DeviceMessage.read(tree)).isInstanceOf(DeviceMessage.Reading.Value.class);
            assertThat(SCHEMAS.find(message.eventType(), 1).orElseThrow().check(tree))
                    .as("%s %s", message.eventType(), tree)
                    .isEmpty();
        }
    }

    @Test
    void farewellsPassTheirSchemaToo() throws Exception {
        Ward ward = ward(7, Pace.speed(1));
        List<SimulatedMessage> farewells = ward.farewells(Duration.ofMinutes(1));
        assertThat(farewells).hasSize(16);
        for (SimulatedMessage message : farewells) {
            assertThat(SCHEMAS.find("device.disconnected", 1).orElseThrow().check(JSON.readTree(message.body())))
                    .isEmpty();
        }
    }

    @Test
    void sameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        List<String> first = bodies(ward(3, Pace.speed(4)));
        assertThat(bodies(ward(3, Pace.speed(4)))).isEqualTo(first);
        assertThat(bodies(ward(4, Pace.speed(4)))).isNotEqualTo(first);
    }

    @Test
    void messagesComeInTheOrderInWhichTheyAreDueWithDistinctVersion7Ids() {
        Duration last = Duration.ZERO;
        Set<String> ids = new TreeSet<>();
        for (SimulatedMessage message : messages(ward(1, Pace.rate(500)), MESSAGES)) {
            assertThat(message.due()).isGreaterThanOrEqualTo(last);
            assertThat(UuidV7.isUuidV7(message.eventId())).isTrue();
            last = message.due();
            ids.add(message.eventId());
        }
        assertThat(ids).hasSize(MESSAGES);
        assertThat(last).isEqualTo(Duration.ofMillis((MESSAGES - 1) * 2L));
    }

    @Test
    void aWardShowsWholeCoursesOfInfusionAndOfAlarms() throws Exception {
        Map<String, List<JsonNode>> byType = new HashMap<>();
        for (SimulatedMessage message : messages(ward(7, Pace.speed(1)), MESSAGES)) {
            byType.computeIfAbsent(message.eventType(), type -> new ArrayList<>())
                    .add(JSON.readTree(message.body()).get("payload"));
        }
        assertThat(byType.keySet())
                .contains(
                        "device.connected",
                        "device.heartbeat",
                        "patient.associated",
                        "vitals.reported",
                        "infusion.started",
                        "infusion.rate_changed",
                        "infusion.stopped",
                        "alarm.raised",
                        "alarm.acknowledged",
                        "alarm.cleared",
                        "ventilation.settings_changed",
                        "bed.position_changed",
                        "device.power_changed",
                        "device.self_test_completed",
                        "operator.signed_in");
        assertThat(values(byType.get("infusion.stopped"), "why"))
                .contains("completed", "occlusion", "order_discontinued");
        assertThat(values(byType.get("infusion.started"), "infusionId"))
                .containsAll(values(byType.get("infusion.stopped"), "infusionId"));
        assertThat(values(byType.get("alarm.raised"), "alarmId"))
                .containsAll(values(byType.get("alarm.acknowledged"), "alarmId"))
                .containsAll(values(byType.get("alarm.cleared"), "alarmId"));
    }

    @Test
    void everyDeviceAtABedHasTheSamePatient() throws Exception {
        Map<String, Set<String>> byBed = new HashMap<>();
        for (SimulatedMessage message : messages(ward(7, Pace.speed(1)), 500)) {
            if (message.eventType().equals("patient.associated")) {
                JsonNode payload = new ObjectMapper().readTree(message.body()).get("payload");
                if (payload.get("method").asText().equals("barcode")) { // typed in, it may be the wrong one
                    byBed.computeIfAbsent(payload.at("/location/bed").asText(), bed -> new TreeSet<>())
                            .add(payload.at("/patient/identifiers/0/value").asText());
                }
            }
        }
        assertThat(byBed).containsOnlyKeys("ICU-01", "ICU-02", "ICU-03", "ICU-04");
        assertThat(byBed.values()).allMatch(patients -> patients.size() == 1);
    }

    @Test
    void afterAnAdjustmentTheClockIsRightAndBeforeItWasWrongByWhatItTells() throws Exception {
        int adjustments = 0;
        for (SimulatedMessage message : messages(ward(7, Pace.speed(1)), MESSAGES)) {
            if (message.eventType().equals("device.clock_adjusted")) {
                JsonNode body = new ObjectMapper().readTree(message.body());
                JsonNode payload = body.get("payload");
                Instant before = Instant.parse(payload.get("before").asText());
                Instant after = Instant.parse(payload.get("after").asText());
                assertThat(Instant.parse(body.get("eventTime").asText())).isEqualTo(after);
                assertThat(after)
                        .isBetween(
                                START.plus(message.due()).minusMillis(11),
                                START.plus(message.due()).plusMillis(11));
                assertThat(Duration.between(before, after).toMillis())
                        .isEqualTo(payload.at("/offset/value").asLong());
                adjustments++;
            }
        }
        assertThat(adjustments).isGreaterThan(16);
    }

    @Test
    void refusesMoreBedsThanThereAreDevices() {
        Set<BedDevice> two = EnumSet.of(BedDevice.infusion_pump, BedDevice.ventilator);
        assertThatThrownBy(() -> Ward.atBeds(5, two, devices(4))).hasMessageContaining("5 beds need 5 devices");
        assertThat(Ward.atBeds(3, two, devices(4)))
                .extracting(Credential::id)
                .containsExactly(
                        "infusion-pump-1",
                        "infusion-pump-2",
                        "infusion-pump-3",
                        "ventilator-1",
                        "ventilator-2",
                        "ventilator-3");
    }

    private static Set<String> values(List<JsonNode> payloads, String field) {
        return payloads.stream()
                .filter(each -> each.has(field))
                .map(each -> each.get(field).asText())
                .collect(Collectors.toSet());
    }

    private static Ward ward(long seed, Pace pace) {
        return Ward.of(devices(4), seed, pace, START);
    }

    private static List<Credential> devices(int beds) {
        return Stream.of(BedDevice.values())
                .map(BedDevice::type)
                .flatMap(type -> Stream.iterate(1, n -> n + 1)
                        .limit(beds)
                        .map(n -> new Credential(
                                type.wireName().replace('_', '-') + "-" + n,
                                type,
                                "user",
                                "token",
                                Optional.empty(),
                                Optional.empty())))
                .toList();
    }

    private static List<SimulatedMessage> messages(Ward ward, int count) {
        return Stream.generate(ward::next).limit(count).toList();
    }

    private static List<String> bodies(Ward ward) {
        return messages(ward, 500).stream()
                .map(each -> new String(each.body(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }
}
