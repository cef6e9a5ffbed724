package io.wardlog.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final ArchivedPartition SOURCE = new ArchivedPartition("wardlog.events.v1", "id", 0);

    @Test
    void lowestStartWinsAnOverlap() {
        Manifest zombie = manifest(100, 200);
        Manifest shorter = manifest(100, 150);
        Manifest later = manifest(150, 300);

        assertThat(Coverage.of(List.of(later, shorter, zombie)))
                .containsExactly(new Coverage.Part(zombie, 100, 200), new Coverage.Part(later, 200, 300));
        assertThat(Coverage.resumePosition(List.of(later, shorter, zombie))).isEqualTo(300);
    }

    @Test
    void nothingArchivedStartsAtZero() {
        assertThat(Coverage.of(List.of())).isEmpty();
        assertThat(Coverage.resumePosition(List.of())).isZero();
    }

    @Property
    void everyCoveredOffsetCountsExactlyOnce(@ForAll("manifests") List<Manifest> manifests) {
        BitSet expected = new BitSet();
        manifests.forEach(m -> expected.set((int) m.start(), (int) m.next()));
        BitSet counted = new BitSet();
        long previous = 0;
        for (Coverage.Part part : Coverage.of(manifests)) {
            assertThat(part.from())
                    .isGreaterThanOrEqualTo(Math.max(previous, part.manifest().start()));
            assertThat(part.to())
                    .isGreaterThan(part.from())
                    .isLessThanOrEqualTo(part.manifest().next());
            counted.set((int) part.from(), (int) part.to());
            previous = part.to();
        }
        assertThat(counted).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Manifest>> manifests() {
        Arbitrary<Integer> start = Arbitraries.integers().between(0, 60);
        Arbitrary<Integer> length = Arbitraries.integers().between(1, 30);
        return Combinators.combine(start, length)
                .as((s, n) -> manifest(s, s + n))
                .list()
                .ofMaxSize(12)
                .map(ArrayList::new);
    }

    private static Manifest manifest(long start, long next) {
        return new Manifest(SOURCE, start, next, List.of());
    }
}
