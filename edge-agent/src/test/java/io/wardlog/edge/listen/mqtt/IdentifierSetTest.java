package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IdentifierSetTest {

    /** What is done with one identifier. */
    record Step(boolean add, int identifier) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> few =
                Arbitraries.of(0, 1, 63, 64, 65, 1_023, 1_024, 1_025, 32_767, 65_471, 65_472, 65_534, 65_535);
        Arbitrary<Integer> identifier =
                Arbitraries.oneOf(few, Arbitraries.integers().between(0, 65_535));
        return Arbitraries.of(true, true, false)
                .flatMap(add -> identifier.map(each -> new Step(add, each)))
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void isASet(@ForAll("steps") List<Step> steps, @ForAll boolean emptyAtTheEnd) {
        IdentifierSet set = new IdentifierSet();
        TreeSet<Integer> model = new TreeSet<>();
        for (Step step : steps) {
            if (step.add()) {
                assertThat(set.add(step.identifier())).isEqualTo(model.add(step.identifier()));
            } else {
                assertThat(set.remove(step.identifier())).isEqualTo(model.remove(step.identifier()));
            }
            same(set, model, step.identifier());
        }
        if (emptyAtTheEnd) {
            List.copyOf(model).forEach(each -> assertThat(set.remove(each)).isTrue());
            same(set, new TreeSet<>(), 0);
        }
    }

    private static void same(IdentifierSet set, TreeSet<Integer> model, int around) {
        assertThat(set.size()).isEqualTo(model.size());
        assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(set.contains(around)).isEqualTo(model.contains(around));
        int next = Optional.ofNullable(model.higher(around)).orElseGet(() -> model.isEmpty() ? -1 : model.first());
        assertThat(set.nextInTurn(around)).isEqualTo(next);
    }
}
