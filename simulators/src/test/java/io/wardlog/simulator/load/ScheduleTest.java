package io.wardlog.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Schedules give the rate that was asked for, and depend on nothing else. */
class ScheduleTest {
    private static final double SECOND = 1e9;

    @Property(tries = 50)
    void eventLoopsShareAConstantRateWithoutHolesAndDoubles(
            @ForAll @IntRange(min = 1, max = 7) int loops, @ForAll @DoubleRange(min = 1, max = 50_000) double rate) {
        TreeSet<Long> all = new TreeSet<>();
        int each = 100;
        for (int loop = 0; loop < loops; loop++) {
            Schedule schedule = Schedule.constant(rate, loop, loops);
            for (int i = 0; i < each; i++) {
                all.add(schedule.nextNanos());
            }
        }
        assertThat(all).hasSize(each * loops);
        assertThat((double) all.last()).isCloseTo((each * loops - 1) / rate * SECOND, within(SECOND / rate));
    }

    @Property(tries = 20)
    void poissonArrivalsNeverGoBackAndHaveTheRateAsTheirMean(@ForAll long seed) {
        Schedule schedule = Schedule.poisson(1000, new SplittableRandom(seed));
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            long due = schedule.nextNanos();
            assertThat(due).isGreaterThanOrEqualTo(last);
            last = due;
        }
        assertThat(last / SECOND).isCloseTo(20, within(1.5)); // more than ten standard deviations
    }

    @Property(tries = 50)
    void aRampSendsHalfAsMuchInItsTimeAndGoesOnAtTheFullRate(@ForAll @IntRange(min = 1, max = 60) int seconds) {
        double rate = 1000;
        Schedule schedule = Schedule.ramped(Schedule.constant(rate, 0, 1), (long) (seconds * SECOND));
        long last = -1;
        long inRamp = 0;
        long inNextSecond = 0;
        for (long due = schedule.nextNanos(); due < (seconds + 1) * SECOND; due = schedule.nextNanos()) {
            assertThat(due).isGreaterThanOrEqualTo(last);
            last = due;
            if (due < seconds * SECOND) {
                inRamp++;
            } else {
                inNextSecond++;
            }
        }
        assertThat((double) inRamp).isCloseTo(rate * seconds / 2, within(2.0));
        assertThat((double) inNextSecond).isCloseTo(rate, within(2.0));
    }
}
