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
        agent.started          | {"epochReason":"continued"}              | NORMAL
        agent.started          | {"epochReason":"rolled_back"}            | HIGH
        agent.started          | {"epochReason":"journal_corrupt"}        | CRITICAL
        agent.buffer_pressure  | {"level":"filling"}                      | HIGH
        agent.buffer_pressure  | {"level":"full"}                         | CRITICAL
        """)
    void isTheDefaultRaisedByTheRules(String eventType, String payload, Criticality expected) {
        EventSchema schema = registry.find(eventType, 1).orElseThrow();

        assertThat(schema.criticalityOf(Documents.json(payload))).isEqualTo(expected);
        assertThat(schema.defaultCriticality()).isLessThanOrEqualTo(expected);
    }
}
