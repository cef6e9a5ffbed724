package io.wardlog.simulator.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.schema.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What devices do in a month and a half: rare things happen, and each device's story holds together. */
class CourseTest {
    private static final Duration LENGTH = Duration.ofDays(45);
    private static final Bed BED = new Bed("ICU-01", 11);
    /** So many that keeping them all would only cost time; the ward's test checks them. */
    private static final Set<String> FREQUENT = Set.of("vitals.reported", "device.heartbeat");

    private static final List<ClinicalMessage> PUMP = course(new PumpModel("pump-1", BED, 1));
    private static final List<ClinicalMessage> VENTILATOR = course(new VentilatorModel("vent-1", BED, 2));
    private static final List<ClinicalMessage> SMART_BED = course(new SmartBedModel("bed-1", BED, 3));
    private static final List<ClinicalMessage> MONITOR = course(new MonitorModel("monitor-1", BED, 4));
    private static final List<List<ClinicalMessage>> ALL = List.of(PUMP, VENTILATOR, SMART_BED, MONITOR);

    @Test
    void aPumpGivesBolusesCompletesCoursesAndTakesOverLibrariesOnlyBetweenThem() {
        assertThat(types(PUMP))
                .contains("infusion.bolus_delivered", "infusion.completed", "drug_library.updated", "admin.action");
        assertThat(texts(PUMP, "infusion.completed", "/then")).containsExactlyInAnyOrder("stopped", "keep_vein_open");
        Set<String> running = new HashSet<>();
        for (ClinicalMessage message : PUMP) {
            JsonNode payload = payload(message);
            String infusion = payload.path("infusionId").asText();
            switch (message.eventType()) {
                case "infusion.started" -> assertThat(running.add(infusion)).isTrue();
                case "infusion.stopped" -> assertThat(running.remove(infusion)).isTrue();
                case "infusion.rate_changed", "infusion.bolus_delivered", "infusion.completed" ->
                    assertThat(running).contains(infusion);
                case "device.firmware_updated" -> assertThat(running).isEmpty();
                case "drug_library.updated" ->
                    assertThat(running.isEmpty())
                            .isEqualTo(!payload.path("outcome").asText().equals("waiting"));
                default -> {}
            }
            assertThat(running).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void anInfusionIsCompleteWhenItsVolumeIsInHoweverOftenItsRateChanged() {
        for (ClinicalMessage message : only(PUMP, "infusion.completed")) {
            assertThat(payload(message).path("volumeDelivered"))
                    .isEqualTo(payload(message).path("volumeProgrammed"));
        }
    }

    @Test
    void whatIsToldAsChangedDiffers() {
        for (List<ClinicalMessage> course : ALL) {
            for (ClinicalMessage message : course) {
                if (message.eventType().equals("bed.position_changed")
                        || message.eventType().equals("ventilation.settings_changed")) {
                    JsonNode before = payload(message).get("before");
                    JsonNode after = payload(message).get("after");
                    assertThat(before).isNotEqualTo(after);
                }
            }
        }
    }

    @Test
    void aVentilatorsSettingsGoOnFromWhatTheyWere() {
        ObjectNode settings = AgendaModel.object().put("mode", "standby");
        for (ClinicalMessage message : VENTILATOR) {
            if (message.eventType().equals("ventilation.settings_changed")) {
                JsonNode before = payload(message).path("before");
                ObjectNode after = (ObjectNode) payload(message).path("after");
                for (String name : names(before)) {
                    assertThat(settings.get(name)).as(name).isEqualTo(before.get(name));
                }
                if (after.has("mode")) {
                    settings.removeAll();
                }
                settings.setAll(after.deepCopy());
            } else if (message.eventType().equals("device.firmware_updated")) {
                assertThat(settings.path("mode").asText()).isEqualTo("standby");
            }
        }
        assertThat(texts(VENTILATOR, "ventilation.settings_changed", "/after/mode"))
                .contains("pressure_control", "pressure_support", "backup", "standby");
        assertThat(texts(VENTILATOR, "ventilation.settings_changed", "/cause"))
                .contains("order", "blood_gas", "weaning", "device_automatic", "alarm_response");
        assertThat(types(VENTILATOR)).contains("alarm.limits_changed");
    }

    @Test
    void aBedMovesAndTellsExitsWithAndWithoutAlarm() {
        assertThat(texts(SMART_BED, "bed.position_changed", "/how"))
                .contains("patient_control", "panel", "cpr_release");
        assertThat(texts(SMART_BED, "bed.exit_detected", "/stage"))
                .containsExactlyInAnyOrder("sitting_up", "at_edge", "out_of_bed");
        assertThat(texts(SMART_BED, "bed.exit_detected", "/alarm")).containsExactlyInAnyOrder("armed", "raised", "off");
        assertThat(texts(SMART_BED, "alarm.raised", "/alarmId"))
                .containsAll(texts(SMART_BED, "bed.exit_detected", "/alarmId"));
    }

    @Test
    void aMonitorsLimitIsLoweredAndRestoredForTheNextPatient() {
        double limit = 90;
        for (ClinicalMessage message : only(MONITOR, "alarm.limits_changed")) {
            assertThat(payload(message).at("/before/low/value").asDouble()).isEqualTo(limit);
            limit = payload(message).at("/after/low/value").asDouble();
        }
        assertThat(texts(MONITOR, "alarm.limits_changed", "/cause"))
                .containsExactlyInAnyOrder("nuisance_alarms", "default_restored");
    }

    @Test
    void aDeviceIsForOnePatientAtATimeAndMistakesArePutRight() {
        for (List<ClinicalMessage> course : ALL) {
            String current = "";
            for (ClinicalMessage message : course) {
                String id = payload(message).path("associationId").asText();
                if (message.eventType().equals("patient.associated")) {
                    assertThat(current).isEmpty();
                    current = id;
                } else if (message.eventType().equals("patient.dissociated")) {
                    assertThat(id).isEqualTo(current);
                    current = "";
                }
            }
        }
        List<ClinicalMessage> all = ALL.stream().flatMap(List::stream).toList();
        assertThat(texts(all, "patient.dissociated", "/why"))
                .containsExactlyInAnyOrder("transferred", "discharged", "wrong_patient");
        assertThat(texts(all, "patient.associated", "/associationId"))
                .containsAll(texts(all, "patient.dissociated", "/replacedBy"));
    }

    @Test
    void heartbeatsAgreeWithThePower() {
        DeviceModel bed = new SmartBedModel("bed-2", BED, 5);
        boolean onMains = true;
        Set<String> changes = new TreeSet<>();
        for (ClinicalMessage message = bed.next(); message.at().toDays() < 4; message = bed.next()) {
            if (message.eventType().equals("device.power_changed")) {
                onMains = payload(message).path("source").asText().equals("mains");
                changes.add(payload(message).path("change").asText());
            } else if (message.eventType().equals("device.heartbeat")) {
                assertThat(payload(message).at("/battery/onMains").asBoolean()).isEqualTo(onMains);
            }
        }
        assertThat(changes).contains("powered_on", "mains_lost", "mains_restored");
    }

    @Test
    void everyDeviceIsMaintainedAndAllThatItSaysPassesItsSchema() {
        for (List<ClinicalMessage> course : ALL) {
            assertThat(types(course))
                    .contains(
                            "device.clock_adjusted",
                            "device.config_changed",
                            "device.firmware_updated",
                            "device.self_test_completed",
                            "operator.signed_in",
                            "admin.action");
            for (ClinicalMessage message : course) {
                if (!message.eventType().equals("device.clock_adjusted")) { // the ward adds to it
                    ObjectNode body = message.content().deepCopy().put("eventTime", "2026-11-01T08:00:00Z");
                    assertThat(SchemaRegistry.builtIn()
                                    .find(message.eventType(), 1)
                                    .orElseThrow()
                                    .check(body))
                            .as("%s %s", message.eventType(), body)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void aClearedAlarmIsNeitherAnsweredNorClearedAgain() {
        for (List<ClinicalMessage> course : ALL) {
            Set<String> open = new HashSet<>();
            for (ClinicalMessage message : course) {
                String id = payload(message).path("alarmId").asText();
                switch (message.eventType()) {
                    case "alarm.raised" -> assertThat(open.add(id)).isTrue();
                    case "alarm.acknowledged" -> assertThat(open).contains(id);
                    case "alarm.cleared" -> assertThat(open.remove(id)).isTrue();
                    default -> {}
                }
            }
        }
    }

    private static List<ClinicalMessage> course(DeviceModel model) {
        List<ClinicalMessage> course = new ArrayList<>();
        for (ClinicalMessage next = model.next(); next.at().compareTo(LENGTH) < 0; next = model.next()) {
            if (!FREQUENT.contains(next.eventType())) {
                course.add(next);
            }
        }
        return course;
    }

    private static JsonNode payload(ClinicalMessage message) {
        return message.content().get("payload");
    }

    private static Set<String> types(List<ClinicalMessage> course) {
        return course.stream().map(ClinicalMessage::eventType).collect(Collectors.toSet());
    }

    private static List<ClinicalMessage> only(List<ClinicalMessage> course, String type) {
        return course.stream().filter(each -> each.eventType().equals(type)).toList();
    }

    private static Set<String> texts(List<ClinicalMessage> course, String type, String pointer) {
        return only(course, type).stream()
                .map(each -> payload(each).at(pointer).asText())
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
