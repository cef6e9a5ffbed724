package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.DeviceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"agent.started", "collector.fork_found", "access.viewed", "key.rotated"})
    void platformTypesComeFromNoDevice(String type) {
        assertThat(EventTypeRules.isPlatformType(type)).isTrue();
        for (DeviceType sender : DeviceType.values()) {
            assertThat(EventTypeRules.mayBeSentBy(sender, type))
                    .as(sender.name())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(DeviceType.class)
    void signInsAndRecordAccessComeFromApplicationsOnly(DeviceType sender) {
        boolean application = sender == DeviceType.APPLICATION;
        assertThat(EventTypeRules.mayBeSentBy(sender, "auth.login")).isEqualTo(application);
        assertThat(EventTypeRules.mayBeSentBy(sender, "record.read")).isEqualTo(application);
    }

    @Test
    void theProductsOwnTypesOfApplicationsAreThese() {
        assertThat(SchemaRegistry.builtIn().eventTypes())
                .filteredOn(type -> !EventTypeRules.mayBeSentBy(DeviceType.PATIENT_MONITOR, type))
                .filteredOn(type -> EventTypeRules.mayBeSentBy(DeviceType.APPLICATION, type))
                .containsExactly(
                        "auth.emergency_access",
                        "auth.sign_in_failed",
                        "auth.signed_in",
                        "auth.signed_out",
                        "record.created",
                        "record.deleted",
                        "record.disclosed",
                        "record.exported",
                        "record.printed",
                        "record.updated",
                        "record.viewed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"infusion.started", "agents.started", "agent_x.y", "keys.x", "accessory.x", "authority.x"})
    void everythingElseIsTheDevices(String type) {
        assertThat(EventTypeRules.isPlatformType(type)).isFalse();
        assertThat(EventTypeRules.mayBeSentBy(DeviceType.INFUSION_PUMP, type)).isTrue();
    }
}
