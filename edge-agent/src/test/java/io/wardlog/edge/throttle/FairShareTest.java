package io.wardlog.edge.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FairShareTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double RATE = 1_000;
    private static final double CREDIT = 4;

    @Test
    void oneAloneMayHaveAll() {
        assertThat(served(Map.of("a", 5_000)).get("a")).isCloseTo(RATE, Offset.offset(CREDIT + 2));
    }

    @Test
    void whoWantsLessThanAnEvenPartGetsItAndTheOthersShareTheRest() {
        Map<String, Double> served = served(Map.of("modest", 50, "more", 200, "greedy", 1_000, "mad", 50_000));
        assertThat(served.get("modest")).isCloseTo(50, Offset.offset(CREDIT + 2));
        assertThat(served.get("more")).isCloseTo(200, Offset.offset(CREDIT + 2));
        assertThat(served.get("greedy")).isCloseTo(375, Offset.offset(CREDIT + 4));
        assertThat(served.get("mad")).isCloseTo(375, Offset.offset(CREDIT + 4));
    }

    @Test
    void theTimeThatIsNamedIsEnough() {
        FairShare share = new FairShare(10, 1, 0);
        share.take("a", 1, 0);
        share.take("b", 1, 0);
        long wait = share.nanosUntil("a", 1, 0);
        assertThat(wait).isEqualTo(SECOND / 5);
        assertThat(share.covers("a", 1, wait - 1_000)).isFalse();
        assertThat(share.covers("a", 1, wait + 1_000)).isTrue();
    }

    @Test
    void whoDrawsNothingIsNotRemembered() {
        FairShare share = new FairShare(RATE, CREDIT, 0);
        for (int i = 0; i < 100; i++) {
            share.take("device-" + i, 1, 0);
        }
        assertThat(share.drawing(0)).isEqualTo(100);
        assertThat(share.drawing(SECOND)).isZero();
    }

    /** Against the definition of max-min fairness, for any demands. */
    @Property(tries = 60)
    void everyoneGetsWhatMaxMinFairnessSays(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 3_000) Integer> demands) {
        Map<String, Integer> wanted = new HashMap<>();
        for (int demand : demands) {
            wanted.put("device-" + wanted.size(), demand);
        }
        Map<String, Double> served = served(wanted);
        double level = level(demands);
        wanted.forEach((id, demand) -> assertThat(served.get(id))
                .as("%s of %s", id, demands)
                .isCloseTo(Math.min(demand, level), Offset.offset(CREDIT + 3 + level * 0.01)));
    }

    /** The water level by which each gets the less of it and of what he wants. */
    private static double level(List<Integer> demands) {
        List<Integer> sorted = demands.stream().sorted().toList();
        double left = RATE;
        for (int i = 0; i < sorted.size(); i++) {
            double even = left / (sorted.size() - i);
            if (sorted.get(i) > even) {
                return even;
            }
            left -= sorted.get(i);
        }
        return Double.MAX_VALUE;
    }

    /** Everyone asks at his rate for two seconds, in random order; what the second one served. */
    private static Map<String, Double> served(Map<String, Integer> perSecond) {
        FairShare share = new FairShare(RATE, CREDIT, 0);
        Map<String, Double> asked = new HashMap<>();
        Map<String, Double> served = new HashMap<>();
        List<String> ids = new java.util.ArrayList<>(perSecond.keySet());
        Random random = new Random(7);
        for (long now = 0; now < 2 * SECOND; now += STEP) {
            java.util.Collections.shuffle(ids, random);
            for (String id : ids) {
                double due = asked.merge(id, perSecond.get(id) * (STEP / (double) SECOND), Double::sum);
                int tries = Math.min(50, (int) due);
                asked.put(id, due - (int) due);
                for (int i = 0; i < tries && share.covers(id, 1, now); i++) {
                    share.take(id, 1, now);
                    if (now >= SECOND) {
                        served.merge(id, 1.0, Double::sum);
                    }
                }
            }
        }
        ids.forEach(id -> served.putIfAbsent(id, 0.0));
        return served;
    }
}
