package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.MemoryBudget.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who gets memory, and in which order. */
class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);
    private final List<String> told = new ArrayList<>();

    private Claim claim(String name, long size) {
        return budget.claim(size, () -> told.add(name));
    }

    private Claim stranger(String name, long size) {
        return budget.claimOfStranger(size, () -> told.add(name));
    }

    @Test
    void whoWaitsIsGrantedInOrderAndNobodyOvertakes() {
        Claim first = claim("first", 60);
        Claim large = claim("large", 70);
        Claim small = claim("small", 10);
        assertThat(first.isGranted()).isTrue();
        assertThat(large.isGranted()).isFalse();
        assertThat(small.isGranted()).as("there would be room").isFalse();
        assertThat(budget.waiting()).isEqualTo(2);
        assertThat(told).isEmpty();

        first.giveBack();
        assertThat(told).containsExactly("large", "small");
        assertThat(budget.held()).isEqualTo(80);
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void whatIsLargerThanAllIsLetInAlone() {
        Claim before = claim("before", 1);
        Claim huge = claim("huge", 1_000);
        assertThat(huge.isGranted()).isFalse();
        before.giveBack();
        assertThat(huge.isGranted()).isTrue();
        assertThat(claim("after", 1).isGranted()).isFalse();
        huge.giveBack();
        assertThat(told).containsExactly("huge", "after");
    }

    @Test
    void whoGoesAwayWhileItWaitsHoldsUpNobody() {
        Claim first = claim("first", 100);
        Claim gone = claim("gone", 100);
        Claim next = claim("next", 50);
        gone.giveBack();
        first.giveBack();
        first.giveBack();
        assertThat(told).containsExactly("next");
        assertThat(next.isGranted()).isTrue();
        assertThat(budget.held()).isEqualTo(50);
    }

    @Test
    void aMessageThatIsSmallerThanItCouldHaveBeenMakesRoom() {
        Claim line = claim("line", 100);
        claim("next", 40);
        line.resize(50);
        assertThat(told).containsExactly("next");
        line.resize(70);
        assertThat(budget.held()).as("what grows is counted and does not wait").isEqualTo(110);
        budget.count(10).giveBack();
        assertThat(budget.held()).isEqualTo(110);
    }

    @Test
    void strangersHoldAnEighthAndTheEldestGivesWay() {
        stranger("eldest", 6);
        Claim second = stranger("second", 6);
        assertThat(told).isEmpty();
        stranger("third", 6);
        assertThat(told).containsExactly("eldest");
        assertThat(budget.held()).isEqualTo(12);
        second.giveBack();
        stranger("fourth", 6);
        assertThat(told).containsExactly("eldest");
        stranger("large", 50);
        assertThat(told).containsExactly("eldest", "third", "fourth");
        assertThat(claim("device", 50).isGranted()).isTrue();
    }

    /** However it comes: never more is held than there is, nobody waits while the first in line would fit, all are served in their order. */
    @Property(tries = 200)
    void everyClaimIsGrantedInItsTurn(@ForAll long seed) {
        Random random = new Random(seed);
        MemoryBudget tested = new MemoryBudget(1_000);
        List<Integer> granted = new ArrayList<>();
        List<Integer> waited = new ArrayList<>();
        List<Claim> held = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int number = step;
            if (random.nextInt(3) > 0) {
                Claim claim = tested.claim(1 + random.nextInt(400), () -> granted.add(number));
                held.add(claim);
                if (!claim.isGranted()) {
                    waited.add(number);
                }
            } else if (!held.isEmpty()) {
                held.stream().filter(Claim::isGranted).findFirst().ifPresent(claim -> {
                    held.remove(claim);
                    claim.giveBack();
                });
            }
            assertThat(tested.held()).isBetween(0L, 1_000L);
            assertThat(granted).isEqualTo(waited.subList(0, granted.size()));
        }
        while (!held.isEmpty()) {
            Claim next = held.stream().filter(Claim::isGranted).findFirst().orElseThrow();
            held.remove(next);
            next.giveBack();
        }
        assertThat(granted).isEqualTo(waited);
        assertThat(tested.held()).isZero();
    }
}
