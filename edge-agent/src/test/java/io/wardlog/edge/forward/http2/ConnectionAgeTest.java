package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionAgeTest {

    private static final Duration MAX = Duration.ofMinutes(15);

    private final List<String> closed = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 7; // such a clock may run over
    private double chance;
    private final ConnectionAge age = new ConnectionAge(
            MAX,
            new Random() {
                @Override
                public double nextDouble() {
                    return chance;
                }
            },
            () -> nanos);

    private void open(String name) {
        age.opened(() -> {
            closed.add(name);
            return Future.failedFuture("broken");
        });
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 150", "0.8, 240", "0.999999999999, 300"})
    void aConnectionGrowsOlderThanTheMaximumByAsMuchAsChanceSaysUpToAThird(double drawn, long moreSeconds) {
        chance = drawn;
        open("first");
        pass(MAX.plusSeconds(moreSeconds).minusMillis(1));
        assertThat(age.isOver()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(age.isOver()).isTrue();
    }

    @Test
    void agentsThatConnectTogetherDoNotReturnTogetherAndNeitherDoesOneTwice() {
        chance = 0.25;
        open("first");
        pass(MAX.plusSeconds(75));
        assertThat(age.isOver()).isTrue();
        assertThat(age.close().succeeded()).as("although closing failed").isTrue();
        chance = 0.75;
        open("second");
        pass(MAX.plusSeconds(75));
        assertThat(age.isOver()).isFalse();
        pass(Duration.ofSeconds(150));
        assertThat(age.isOver()).isTrue();
        assertThat(closed).containsExactly("first");
    }

    @Test
    void onlyOneThatIsOpenCanBeOver() {
        assertThat(age.isOver()).isFalse();
        assertThat(age.close().succeeded()).isTrue();
        age.replace();
        assertThat(age.isOver()).isFalse();
        open("first");
        assertThat(age.isOver()).isFalse();
        age.replace();
        assertThat(age.isOver()).isTrue();
        age.close();
        assertThat(age.isOver()).isFalse();
        assertThat(closed).containsExactly("first");
    }
}
