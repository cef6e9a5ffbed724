package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that is set while the collector is away. */
class SeenClockTest {

    private static final Instant SEEN = Instant.parse("2026-11-28T12:00:00Z");

    /** A second that the steady clock counted, after which the wall clock reads {@code wall}. */
    private static AgentClock aSecondLater(Instant wall) {
        return new AgentClock() {
            @Override
            public Instant now() {
                return wall;
            }

            @Override
            public long nanoTime() {
                return Duration.ofSeconds(8).toNanos();
            }
        };
    }

    private static ClockOffset now(Instant wall) {
        ForwardProgress.Moment at = new ForwardProgress.Moment(
                AgentClock.micros(SEEN), Duration.ofSeconds(7).toNanos());
        return new SeenClock(new ClockOffset(2_000_000, 5_000), at).now(aSecondLater(wall));
    }

    @Test
    void thatGoesOnIsAsFarAsItWasSeen() {
        assertThat(now(SEEN.plusSeconds(1))).isEqualTo(new ClockOffset(2_000_000, 5_000));
    }

    @Test
    void thatIsSetAYearBackIsAYearBehind() {
        ClockOffset is = now(SEEN.plusSeconds(1).minus(Duration.ofDays(365)));
        assertThat(is.micros()).isEqualTo(Duration.ofDays(365).toSeconds() * 1_000_000 + 2_000_000);
        assertThat(is.isFar()).isTrue();
    }

    @Test
    void thatIsCorrectedIsNotSaidToBeOffAnyLonger() {
        assertThat(now(SEEN.plusSeconds(3))).isEqualTo(new ClockOffset(0, 5_000));
    }
}
