package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig.Order;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectorChoiceTest {
    private static final HostPort ONE = new HostPort("one", 8443);
    private static final HostPort TWO = new HostPort("two", 8443);
    private static final HostPort THREE = new HostPort("three", 8443);
    private static final List<HostPort> ALL = List.of(ONE, TWO, THREE);

    @Test
    void theFirstOfTheListUntilItFailsThenTheNextInTurn() {
        CollectorChoice choice = new CollectorChoice(ALL, Order.LISTED, new Random(1));
        assertThat(choice.current()).isEqualTo(ONE);
        choice.failed(ONE);
        assertThat(choice.current()).isEqualTo(TWO);
        choice.failed(ONE);
        assertThat(choice.current()).as("late news of another").isEqualTo(TWO);
        choice.failed(TWO);
        choice.failed(THREE);
        assertThat(choice.current()).isEqualTo(ONE);
        choice.failed(ONE);
        choice.anew();
        assertThat(choice.current()).isEqualTo(ONE);
    }

    @Test
    void aRandomOneButEachInTurn() {
        Set<HostPort> first = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            CollectorChoice choice = new CollectorChoice(ALL, Order.RANDOM, new Random(seed));
            first.add(choice.current());
            Set<HostPort> seen = new HashSet<>();
            for (int i = 0; i < ALL.size(); i++) {
                seen.add(choice.current());
                choice.failed(choice.current());
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ALL);
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void theOnlyOneStays() {
        CollectorChoice choice = new CollectorChoice(List.of(ONE), Order.RANDOM, new Random(1));
        choice.failed(ONE);
        assertThat(choice.current()).isEqualTo(ONE);
    }
}
