package io.wardlog.edge.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What counts as a step of the wall clock, with both clocks in one hand. */
class ClockWatchTest {

    private static final Instant START = Instant.parse("2026-11-26T07:00:00Z");

    private final TwoClocks clocks = new TwoClocks();
    private final ClockWatch watch = new ClockWatch(clocks, START);

    /** Clocks of which one may go without the other, and a machine that stands still between two readings. */
    private static final class TwoClocks implements AgentClock {
        private Instant wall = START;
        private long steady = 7_000;
        private Duration pauseBeforeWall = Duration.ZERO;
        private Duration pauseAfterWall = Duration.ZERO;

        private void pass(Duration time) {
            wall = wall.plus(time);
            steady += time.toNanos();
        }

        @Override
        public Instant now() {
            pass(pauseBeforeWall);
            Instant read = wall;
            pass(pauseAfterWall);
            return read;
        }

        @Override
        public long nanoTime() {
            return steady;
        }
    }

    @Test
    void timeThatPassesIsNoStep() {
        for (Duration pause : new Duration[] {Duration.ZERO, Duration.ofMillis(3), Duration.ofDays(40)}) {
            clocks.pass(pause);
            assertThat(watch.observe()).isEmpty();
            assertThat(watch.lastWall()).isEqualTo(clocks.wall);
        }
    }

    @Test
    void backwardsIsAStepHoweverSmallAndForwardsFromOneSecondOn() {
        watch.observe();
        clocks.wall = clocks.wall.minusNanos(1_000);
        assertThat(watch.observe())
                .hasValueSatisfying(step -> assertThat(step.micros()).isEqualTo(-1));
        clocks.wall = clocks.wall.plusSeconds(1);
        assertThat(watch.observe()).isEmpty();
        clocks.pass(Duration.ofMinutes(1));
        clocks.wall = clocks.wall.plusMillis(1_001);
        assertThat(watch.observe()).hasValueSatisfying(step -> {
            assertThat(step.micros()).isEqualTo(1_001_000);
            assertThat(step.after()).isEqualTo(clocks.wall);
        });
        assertThat(watch.observe()).isEmpty();
    }

    @Test
    void aMachineThatStandsStillBetweenTheTwoReadingsHasNotSetItsClock() {
        watch.observe();
        clocks.pauseBeforeWall = Duration.ofSeconds(30);
        assertThat(watch.observe()).isEmpty();
        clocks.pauseBeforeWall = Duration.ZERO;
        assertThat(watch.observe()).isEmpty();
        clocks.pauseAfterWall = Duration.ofSeconds(30);
        assertThat(watch.observe()).isEmpty();
        clocks.pauseAfterWall = Duration.ZERO;
        assertThat(watch.observe()).isEmpty();
        clocks.wall = clocks.wall.plusSeconds(60);
        assertThat(watch.observe()).isPresent();
    }

    @Test
    void afterARestartOnlyAClockThatWentBackIsKnownToBeSet() {
        clocks.wall = START.minusSeconds(10);
        assertThat(new ClockWatch(clocks, START).observe())
                .contains(new ClockWatch.Step(START, START.minusSeconds(10)));
        clocks.wall = START.plus(Duration.ofDays(365));
        assertThat(new ClockWatch(clocks, START).observe()).isEmpty();
        assertThat(new ClockWatch(clocks, Instant.EPOCH).observe()).isEmpty();
    }

    @Test
    void fromItsFirstReadingOnARunKnowsHowMuchTimePassesAlsoBeforeItsFirstEvent() {
        clocks.wall = START.minus(Duration.ofDays(365));
        ClockWatch back = new ClockWatch(clocks, START);
        clocks.pass(Duration.ofMinutes(5));
        assertThat(back.expected()).isEqualTo(START.plus(Duration.ofMinutes(5)));
        clocks.wall = START.plus(Duration.ofDays(40));
        ClockWatch later = new ClockWatch(clocks, START);
        clocks.pass(Duration.ofMinutes(5));
        clocks.wall = clocks.wall.plus(Duration.ofDays(365));
        assertThat(later.observe())
                .hasValueSatisfying(step -> assertThat(step.before())
                        .isEqualTo(START.plus(Duration.ofDays(40).plusMinutes(5))));
    }

    @Test
    void whatItWouldReadGoesOnWithoutTheStep() {
        watch.observe();
        clocks.pass(Duration.ofSeconds(5));
        Instant right = clocks.wall;
        clocks.wall = right.plus(Duration.ofDays(365));
        assertThat(watch.expected()).isEqualTo(right);
        clocks.wall = right.minus(Duration.ofDays(365));
        assertThat(watch.expected()).isEqualTo(right);
    }
}
