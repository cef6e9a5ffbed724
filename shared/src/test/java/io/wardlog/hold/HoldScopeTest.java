package io.wardlog.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldScopeTest {
    private static final HoldScope THREE_DAYS =
            new HoldScope("st-mary", Optional.of(LocalDate.of(2026, 11, 1)), Optional.of(LocalDate.of(2026, 11, 3)));

    /** A gateway that was cut off delivers events of those days later; what opens them must be held as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "disclosures/tenant=st-mary/date=2026-11-09/a.parquet",
                "events/tenant=st-mary/hospital=_sealed/date=2026-11-09/a.parquet"
            })
    void holdsWhatCameLate(String name) {
        assertThat(THREE_DAYS.holds(name)).isTrue();
        assertThat(THREE_DAYS.holds(name.replace("st-mary", "st-john"))).isFalse();
    }

    @Test
    void refusesWhatIsNoTenantAndDaysInTheWrongOrder() {
        assertThatThrownBy(() -> new HoldScope("St-Mary", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HoldScope("st-mary", THREE_DAYS.to(), THREE_DAYS.from()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "events/tenant=st-mary/hospital=h/date=2026-11-01/0-1.parquet, true",
        "proofs/tenant=st-mary/hospital=h/date=2026-11-03/0-1.parquet, true",
        "events/tenant=st-mary/hospital=h/date=2026-10-31/0-1.parquet, false",
        "events/tenant=st-mary/hospital=h/date=2026-11-04/0-1.parquet, false",
        "events/tenant=st-maryb/hospital=h/date=2026-11-02/0-1.parquet, false",
        "events/tenant=st-mary/hospital=h/date=never/0-1.parquet, true",
        "events/tenant=st-mary/0-1.parquet, true",
        "manifests/wardlog.events.v1/id/0/1.json, false"
    })
    void theNameSaysWhetherAFileIsMeant(String name, boolean meant) {
        assertThat(THREE_DAYS.holds(name)).isEqualTo(meant);
    }
}
