package io.wardlog.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.DataSize;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateBudgetTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final RateLimit LIMIT = new RateLimit(10, new DataSize(1_000), Duration.ofSeconds(2));

    @Test
    void aBurstPassesAndThenOnlyTheRate() {
        RateBudget budget = new RateBudget(LIMIT, 0);
        assertThat(taken(budget, 100, 0)).isEqualTo(20);
        assertThat(budget.nanosUntil(1, 1, 0)).isEqualTo(SECOND / 10);
        assertThat(taken(budget, 100, SECOND)).isEqualTo(10);
        assertThat(taken(budget, 100, 100 * SECOND)).isEqualTo(20);
    }

    private static int taken(RateBudget budget, int wanted, long now) {
        int taken = 0;
        for (int i = 0; i < wanted && budget.covers(1, 1, now); i++) {
            budget.take(1, 1, now);
            taken++;
        }
        return taken;
    }

    @Test
    void bytesCountAsEventsDo() {
        RateBudget budget = new RateBudget(LIMIT, 0);
        budget.take(1, 2_000, 0);
        assertThat(budget.covers(1, 1, 0)).isFalse();
        assertThat(budget.covers(0, 0, 0)).isTrue();
        assertThat(budget.nanosUntil(1, 500, 0)).isEqualTo(SECOND / 2);
        assertThat(budget.isFull(2 * SECOND)).isTrue();
    }

    @Test
    void whatIsLargerThanTheBucketPassesOnceAndIsPaidOff() {
        RateBudget budget = new RateBudget(LIMIT, 0);
        assertThat(budget.covers(50, 1, 0)).isTrue();
        budget.take(50, 1, 0);
        assertThat(budget.covers(0, 0, 2 * SECOND)).as("in debt").isFalse();
        assertThat(budget.nanosUntil(0, 0, 2 * SECOND)).isEqualTo(SECOND);
        assertThat(budget.covers(0, 0, 3 * SECOND)).isTrue();
    }

    @Test
    void aClockThatStandsStillOrGoesBackGivesNothing() {
        RateBudget budget = new RateBudget(LIMIT, SECOND);
        budget.take(20, 0, SECOND);
        assertThat(budget.covers(1, 0, 0)).isFalse();
        assertThat(budget.covers(1, 0, SECOND)).isFalse();
    }

    /** Whatever comes when: never more than the burst and what accrued since. */
    @Property(tries = 200)
    void neverMoreThanBurstAndRate(
            @ForAll @Size(min = 1, max = 200) int[] gaps, @ForAll @IntRange(min = 1, max = 5) int cost) {
        TokenBucket bucket = new TokenBucket(10, 20, 0);
        long now = 0;
        double taken = 0;
        for (int gap : gaps) {
            now += Math.abs((long) gap) % SECOND;
            while (bucket.covers(cost, now)) {
                bucket.take(cost, now);
                taken += cost;
            }
            assertThat(taken).isLessThanOrEqualTo(20 + 10.0 * now / SECOND + 1e-6);
        }
    }
}
