package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

    @ParameterizedTest
    @CsvSource({
        "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.52Z",
        "1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z",
        "1990-12-31T23:59:60Z, 1990-12-31T23:59:59.999999999Z",
        "1990-12-31T15:59:60-08:00, 1990-12-31T23:59:59.999999999Z",
        "1937-01-01T12:00:27.87+00:20, 1937-01-01T11:40:27.87Z",
        "2026-11-23t10:00:00.500000000z, 2026-11-23T10:00:00.5Z",
        "2026-11-23T10:00:00.000Z, 2026-11-23T10:00:00Z",
        "2026-11-23T10:00:00+23:59, 2026-11-22T10:01:00Z",
        "2024-02-29T00:00:00-00:00, 2024-02-29T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
    })
    void keepsUtcWithoutTrailingZeros(String given, String kept) {
        assertThat(EventTimes.normalise(given)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-23",
                "2026-11-23T10:00:00",
                "2026-11-23 10:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T10:60:00Z",
                "2026-11-23T10:00:61Z",
                "2026-02-29T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-11-23T10:00:00.Z",
                "2026-11-23T10:00:00.1234567890Z",
                "2026-11-23T10:00:00+24:00",
                "2026-11-23T10:00:00+10:60",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "0000-01-01T00:00:00Z",
                "+2026-11-23T10:00:00Z",
                "2026-11-23T10:00:00Z "
            })
    void refusesEverythingElse(String given) {
        assertThat(EventTimes.normalise(given)).isEmpty();
    }

    @Property
    void keptTimesStayAsTheyAre(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @LongRange(min = 0, max = 999_999_999) long nano) {
        Instant instant = Instant.ofEpochSecond(second, nano);
        String kept = EventTimes.write(instant);
        assertThat(EventTimes.normalise(kept)).contains(kept);
        assertThat(EventTimes.read(kept)).contains(instant);
    }

    @Property
    void platformTimesHaveSixDigits(@ForAll @LongRange(min = 0, max = 253_402_300_799_999_999L) long micros) {
        Instant instant = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        String text = EventTimes.micros(instant);
        assertThat(text).hasSize(27);
        assertThat(EventTimes.readMicros(text)).contains(instant);
    }
}
