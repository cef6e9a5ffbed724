package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.Criticality;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalityTest {
    private final SchemaRegistry registry = SchemaRegistry.builtIn();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        alarm.raised           | {"priority":"none"}                      | NORMAL
        alarm.raised           | {"priority":"low"}                       | NORMAL
        alarm.raised           | {"priority":"medium"}                    | HIGH
        alarm.raised           | {"priority":"high"}                      | CRITICAL
        alarm.raised           | {}                                       | NORMAL
        alarm.acknowledged     | {"action":"acknowledged"}                | NORMAL
        alarm.acknowledged     | {"action":"audio_off"}                   | HIGH
        alarm.cleared          | {"priority":"high","why":"unknown"}      | HIGH
        alarm.cleared          | {"priority":"low","why":"unknown"}       | NORMAL
        infusion.started       | {"drug":{"name":"x"}}                    | HIGH
        infusion.started       | {"drug":{"name":"x","highAlert":true}}   | CRITICAL
        infusion.started       | {"drug":{"name":"x","highAlert":false}}  | HIGH
        infusion.stopped       | {"why":"completed"}                      | HIGH
        infusion.stopped       | {"why":"occlusion"}                      | CRITICAL
        vitals.reported        | {}                                       | NORMAL
        device.heartbeat       | {"status":"ok"}                          | LOW
        device.heartbeat       | {"status":"fault"}                       | HIGH
        device.disconnected    | {"why":"power_off"}                      | NORMAL
        device.disconnected    | {"why":"connection_lost"}                | HIGH
        infusion.bolus_delivered     | {"outcome":"completed"}                  | HIGH
        infusion.bolus_delivered     | {"outcome":"unknown"}                    | CRITICAL
        infusion.completed           | {"then":"stopped"}                       | HIGH
        infusion.completed           | {"drug":{"name":"x","highAlert":true}}   | CRITICAL
        alarm.limits_changed         | {"after":{"enabled":true}}               | HIGH
        alarm.limits_changed         | {"after":{"enabled":false}}              | CRITICAL
        ventilation.settings_changed | {"after":{"mode":"cpap"}}                | HIGH
        ventilation.settings_changed | {"after":{"mode":"standby"}}             | CRITICAL
        ventilation.settings_changed | {"cause":"device_automatic"}             | CRITICAL
        bed.position_changed         | {"after":{"exitAlarm":"on"}}             | NORMAL
        bed.position_changed         | {"after":{"exitAlarm":"off"}}            | HIGH
        bed.position_changed         | {"how":"cpr_release"}                    | HIGH
        bed.exit_detected            | {"stage":"restless","alarm":"raised"}    | NORMAL
        bed.exit_detected            | {"stage":"out_of_bed","alarm":"off"}     | HIGH
        bed.exit_detected            | {"stage":"out_of_bed","alarm":"raised"}  | CRITICAL
        device.power_changed         | {"change":"powered_off","why":"user"}    | NORMAL
        device.power_changed         | {"change":"mains_lost","why":"user"}     | HIGH
        device.power_changed         | {"change":"powered_off","why":"fault"}   | CRITICAL
        device.self_test_completed   | {"result":"passed"}                      | NORMAL
        device.self_test_completed   | {"result":"failed"}                      | HIGH
        device.self_test_completed   | {"result":"failed","usable":false}       | CRITICAL
        device.clock_adjusted        | {"offset":{"value":999.9}}               | NORMAL
        device.clock_adjusted        | {"offset":{"value":-999.9}}              | NORMAL
        device.clock_adjusted        | {"offset":{"value":1000}}                | HIGH
        device.clock_adjusted        | {"offset":{"value":-1000}}               | HIGH
        device.firmware_updated      | {"signature":"verified"}                 | HIGH
        device.firmware_updated      | {"signature":"absent"}                   | CRITICAL
        device.config_changed        | {"area":"display"}                       | HIGH
        device.config_changed        | {"area":"alarm_defaults"}                | CRITICAL
        drug_library.updated         | {"outcome":"active"}                     | HIGH
        drug_library.updated         | {"outcome":"failed"}                     | CRITICAL
        patient.dissociated          | {"why":"discharged"}                     | HIGH
        patient.dissociated          | {"why":"wrong_patient"}                  | CRITICAL
        operator.signed_in           | {"method":"badge"}                       | NORMAL
        operator.signed_in           | {"method":"emergency_access"}            | HIGH
        admin.action                 | {"category":"data_export","outcome":"succeeded"} | HIGH
        admin.action                 | {"category":"data_export","outcome":"denied"} | CRITICAL
        auth.signed_in         | {"method":"badge"}                       | NORMAL
        auth.signed_in         | {"method":"none"}                        | HIGH
        auth.signed_in         | {"method":"password","privilege":"administration"} | HIGH
        auth.signed_out        | {"cause":"idle_timeout"}                 | LOW
        auth.signed_out        | {"cause":"account_disabled"}             | HIGH
        auth.sign_in_failed    | {"cause":"wrong_secret","attempts":4}    | NORMAL
        auth.sign_in_failed    | {"cause":"wrong_secret","attempts":5}    | HIGH
        auth.sign_in_failed    | {"attempts":5,"privilege":"service"}     | CRITICAL
        auth.emergency_access  | {"phase":"started","scope":"patient"}    | HIGH
        auth.emergency_access  | {"phase":"started","scope":"all_patients"} | CRITICAL
        auth.emergency_access  | {"confidentiality":"V"}                  | CRITICAL
        record.viewed          | {"outcome":"succeeded","relationship":"treating_team"} | NORMAL
        record.viewed          | {"outcome":"succeeded","relationship":"none"} | HIGH
        record.viewed          | {"outcome":"denied"}                     | HIGH
        record.viewed          | {"emergencyAccess":true}                 | HIGH
        record.viewed          | {"confidentiality":"R"}                  | HIGH
        record.created         | {"outcome":"succeeded"}                  | NORMAL
        record.created         | {"backdated":true}                       | HIGH
        record.updated         | {"afterSigning":false}                   | NORMAL
        record.updated         | {"afterSigning":true}                    | HIGH
        record.exported        | {"patients":99}                          | HIGH
        record.exported        | {"patients":100}                         | CRITICAL
        record.exported        | {"destination":"removable_media"}        | HIGH
        record.exported        | {"destination":"removable_media","deIdentification":"none"} | CRITICAL
        record.printed         | {"patients":99}                          | NORMAL
        record.printed         | {"patients":100}                         | HIGH
        record.deleted         | {"kind":"logical"}                       | HIGH
        record.deleted         | {"kind":"permanent"}                     | CRITICAL
        record.disclosed       | {"ground":"consent"}                     | HIGH
        record.disclosed       | {"ground":"unknown"}                     | CRITICAL
        agent.started          | {"epochReason":"continued"}              | NORMAL
        agent.started          | {"epochReason":"rolled_back"}            | HIGH
        agent.started          | {"epochReason":"journal_corrupt"}        | CRITICAL
        agent.buffer_pressure  | {"level":"filling"}                      | HIGH
        agent.buffer_pressure  | {"level":"full"}                         | CRITICAL
        agent.rate_limited     | {"phase":"began"}                        | HIGH
        agent.rate_limited     | {"phase":"ended"}                        | NORMAL
        """)
    void isTheDefaultRaisedByTheRules(String eventType, String payload, Criticality expected) {
        EventSchema schema = registry.find(eventType, 1).orElseThrow();

        assertThat(schema.criticalityOf(Documents.json(payload))).isEqualTo(expected);
        assertThat(schema.defaultCriticality()).isLessThanOrEqualTo(expected);
    }
}
