package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.hash.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandstillTest {

    private static final Optional<BatchLink> HERE =
            Optional.of(new BatchLink("01938a6e-3c01-7000-8000-000000000001", 1, Sha256.of()));

    @Test
    void aQuestionThatNobodyAnsweredChangesNothing() {
        Standstill standstill = new Standstill(Duration.ofMinutes(10));
        standstill.connected(0);
        for (int minute = 0; minute < 15; minute++) {
            assertThat(isTooLong(standstill, minute)).isEqualTo(minute >= 10);
        }
        standstill.connected(Duration.ofMinutes(15).toNanos());
        assertThat(isTooLong(standstill, 34)).isFalse();
        assertThat(isTooLong(standstill, 35)).isTrue();
    }

    private static boolean isTooLong(Standstill standstill, long minute) {
        return standstill.isTooLong(true, HERE, Duration.ofMinutes(minute).toNanos());
    }

    @Test
    void theTimesBetweenGrowNoLongerThanSomeHours() {
        Standstill standstill = new Standstill(Duration.ofMinutes(10));
        List<Long> minutes = new ArrayList<>();
        standstill.connected(0);
        for (long minute = 0; minute < Duration.ofDays(1).toMinutes(); minute++) {
            if (standstill.isTooLong(true, HERE, Duration.ofMinutes(minute).toNanos())) {
                minutes.add(minute);
                standstill.connected(Duration.ofMinutes(minute).toNanos());
            }
        }
        assertThat(minutes).containsExactly(10L, 30L, 70L, 150L, 310L, 550L, 790L, 1030L, 1270L);
    }
}
