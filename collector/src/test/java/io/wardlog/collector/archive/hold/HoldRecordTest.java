package io.wardlog.collector.archive.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.archive.hold.HoldRecord.Action;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldRecordTest {
    private static final HoldRecord HOLD = new HoldRecord(
            Action.SET,
            "case-17",
            new HoldScope("tenant-a", Optional.of(LocalDate.of(2026, 11, 1)), Optional.of(LocalDate.of(2026, 11, 3))),
            new HoldRecord.Reason("court order 17 C 4/26", "legal", Instant.parse("2026-11-23T05:31:06Z")));

    @Test
    void theBytesAreThese() {
        assertThat(new String(HOLD.toJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"action\":\"set\",\"at\":\"2026-11-23T05:31:06Z\",\"by\":\"legal\",\"from\":\"2026-11-01\",\"holdVersion\":1,"
                                + "\"id\":\"case-17\",\"reason\":\"court order 17 C 4/26\",\"tenantId\":\"tenant-a\",\"to\":\"2026-11-03\"}");
        assertThat(HoldRecord.parse(HOLD.toJson())).isEqualTo(HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"action\":\"keep\",\"at\":\"2026-11-23T05:31:06Z\",\"by\":\"l\",\"holdVersion\":1,\"id\":\"a\",\"reason\":\"r\",\"tenantId\":\"t\"}",
                "{\"action\":\"set\",\"at\":\"yesterday\",\"by\":\"l\",\"holdVersion\":1,\"id\":\"a\",\"reason\":\"r\",\"tenantId\":\"t\"}",
                "{\"action\":\"set\",\"at\":\"2026-11-23T05:31:06Z\",\"by\":\"l\",\"holdVersion\":2,\"id\":\"a\",\"reason\":\"r\",\"tenantId\":\"t\"}",
                "{\"action\":\"set\",\"at\":\"2026-11-23T05:31:06Z\",\"by\":\"l\",\"holdVersion\":1,\"id\":\"../a\",\"reason\":\"r\",\"tenantId\":\"t\"}"
            })
    void otherBytesAreRefused(String json) {
        assertThatThrownBy(() -> HoldRecord.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 300)
    void anyByteMayChange(@ForAll @IntRange(max = 150) int at, @ForAll byte value) {
        byte[] bytes = HOLD.toJson();
        bytes[at] = value;
        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            assertThat(HoldRecord.parse(bytes).toJson()).isEqualTo(bytes);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("hold");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "events/tenant=tenant-a/hospital=h/date=2026-11-01/0-1.parquet, true",
        "proofs/tenant=tenant-a/hospital=h/date=2026-11-03/0-1.parquet, true",
        "events/tenant=tenant-a/hospital=h/date=2026-10-31/0-1.parquet, false",
        "events/tenant=tenant-a/hospital=h/date=2026-11-04/0-1.parquet, false",
        "events/tenant=tenant-ab/hospital=h/date=2026-11-02/0-1.parquet, false",
        "events/tenant=tenant-a/hospital=h/date=never/0-1.parquet, true",
        "events/tenant=tenant-a/0-1.parquet, true",
        "manifests/wardlog.events.v1/id/0/1.json, false"
    })
    void theNameSaysWhetherAFileIsMeant(String name, boolean meant) {
        assertThat(HOLD.scope().holds(name)).isEqualTo(meant);
    }

    @Test
    void aHoldStandsUntilItIsReleased() {
        HoldRecord other = new HoldRecord(Action.SET, "case-18", HOLD.scope(), HOLD.reason());
        HoldRecord release = new HoldRecord(Action.RELEASE, "case-17", HOLD.scope(), HOLD.reason());
        Holds holds = Holds.of(List.of(release, HOLD, other));
        assertThat(holds.active()).containsOnlyKeys("case-18");
        assertThat(holds.released()).containsOnlyKeys("case-17");
        assertThat(holds.hold("events/tenant=tenant-a/date=2026-11-02/a.parquet"))
                .isTrue();
        assertThat(Holds.of(List.of(HOLD, release)).hold("events/tenant=tenant-a/date=2026-11-02/a.parquet"))
                .isFalse();
    }
}
