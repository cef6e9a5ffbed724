package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A clock that is set while the collector is away. */
class SeenClockTest {

    private final FakeClock clock = new FakeClock();

    /** The offset, of 2 s, a second after it was seen, when the clock was set meanwhile. */
    private ClockOffset whenSet(Duration by) {
        ForwardProgress.Moment at = new ForwardProgress.Moment(AgentClock.micros(clock.now()), clock.nanoTime());
        clock.advance(Duration.ofSeconds(1));
        clock.set(by);
        return new SeenClock(new ClockOffset(2_000_000, 5_000), at).now(clock);
    }

    @Test
    void thatGoesOnIsAsFarAsItWasSeen() {
        assertThat(whenSet(Duration.ZERO)).isEqualTo(new ClockOffset(2_000_000, 5_000));
    }

    @Test
    void thatIsSetAYearBackIsAYearBehind() {
        ClockOffset is = whenSet(Duration.ofDays(-365));
        assertThat(is.micros()).isEqualTo(Duration.ofDays(365).toSeconds() * 1_000_000 + 2_000_000);
        assertThat(is.isFar()).isTrue();
    }

    @Test
    void thatIsCorrectedIsNotSaidToBeOffAnyLonger() {
        assertThat(whenSet(Duration.ofSeconds(2))).isEqualTo(new ClockOffset(0, 5_000));
    }
}
