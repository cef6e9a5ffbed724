package io.wardlog.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.fake.MemoryTempDir;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.PlainWriter;
import io.wardlog.edge.journal.segment.SegmentKind;
import io.wardlog.edge.journal.segment.SegmentWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Worlds whose agent has the product's own journal and snapshots, on files, and whose power is cut at every step of writing them. The world of
 * each seed aims at one {@link CutStep}. {@code -Dwardlog.power.cuts=N} for at least so many at each step, {@code -Dwardlog.power.longer=N} for longer
 * worlds, {@code -Dwardlog.power.first=SEED} to begin elsewhere; {@code -Dwardlog.power.kind=PLAIN} for one kind of journal, {@code
 * -Dwardlog.power.step=BLOCK} for worlds that aim at one step.
 */
class PowerCutTest {

    /** At each step; with 0 as many as the first world brings. */
    private static final int CUTS = Integer.getInteger("wardlog.power.cuts", 0);

    private static final long FIRST = Long.getLong("wardlog.power.first", 1);
    private static final String KIND = System.getProperty("wardlog.power.kind", "");
    private static final Set<CutStep> STEPS = Optional.ofNullable(System.getProperty("wardlog.power.step"))
            .map(step -> EnumSet.of(CutStep.valueOf(step)))
            .orElseGet(() -> EnumSet.allOf(CutStep.class));

    /** How much longer than others these worlds are: in long ones files are full and are pruned. */
    private static final int LONGER = Integer.getInteger("wardlog.power.longer", 1);

    @RegisterExtension
    static final Worlds WORLDS = new Worlds();

    @TempDir(factory = MemoryTempDir.class)
    Path directory;

    /** What the worlds of one kind of journal have come to. */
    private static final class Tally {
        private final long begun = System.nanoTime();
        private final Map<String, Integer> cuts = new TreeMap<>();
        private final Map<CutStep, Integer> steps = new TreeMap<>();
        private final Map<Fault, Long> faults = new TreeMap<>();
        private long worlds;
        private long starts;
        private long acknowledged;

        void cut(Map<String, Integer> of) {
            of.forEach((where, count) -> {
                cuts.merge(where, count, Integer::sum);
                steps.merge(CutStep.of(where), count, Integer::sum);
            });
        }

        void lived(Simulation.Report report) {
            worlds++;
            starts += report.starts();
            acknowledged += report.acknowledged();
            report.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        }

        boolean isEnough(CutStep step) {
            return !STEPS.contains(step) || steps.getOrDefault(step, 0) >= CUTS;
        }

        boolean isEnough() {
            return acknowledged > 0
                    && !steps.isEmpty()
                    && Stream.of(CutStep.values()).allMatch(this::isEnough);
        }

        @Override
        public String toString() {
            return "%d cuts %s in %d worlds and %d s, %d starts, %d acknowledged"
                    .formatted(
                            cuts.values().stream().mapToInt(Integer::intValue).sum(),
                            steps,
                            worlds,
                            (System.nanoTime() - begun) / 1_000_000_000,
                            starts,
                            acknowledged);
        }
    }

    @ParameterizedTest
    @EnumSource(SegmentKind.class)
    void nothingIsLostWhereverThePowerGoes(SegmentKind kind) throws IOException {
        if (!KIND.isEmpty() && !KIND.equals(kind.name())) {
            return;
        }
        Tally tally = new Tally();
        for (long seed = FIRST; !tally.isEnough(); seed++) {
            if (CUTS == 0 || !tally.isEnough(CutStep.aimOf(seed))) {
                live(kind, seed, tally);
                System.out.println("power cuts, " + kind + " up to seed " + seed + ": " + tally);
            }
        }
        System.out.println("other faults " + tally.faults + "\n" + tally.cuts);
        assertThat(tally.acknowledged).isPositive();
    }

    private void live(SegmentKind kind, long seed, Tally tally) throws IOException {
        Path lives = Files.createDirectory(directory.resolve(kind + "-" + seed));
        CutStep aim = CutStep.aimOf(seed);
        FileStorage[] storage = new FileStorage[1];
        try {
            Simulation.Report report = new Simulation(
                            seed, Mutant.NONE, WORLDS.common(), (dice, faults, medium, clock) -> {
                                try {
                                    storage[0] = new FileStorage(
                                            format(kind),
                                            lives,
                                            dice,
                                            faults,
                                            new FileStorage.Parts(medium, clock, aim));
                                    return storage[0];
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            })
                    .withDevices(aim.pace(), aim.settings())
                    .run(LONGER);
            storage[0].end();
            tally.lived(report);
        } catch (AssertionError broken) {
            throw new AssertionError(
                    broken.getMessage() + "\n" + storage[0].cuts()
                            + "\nthe same again: mvn test -pl edge-agent -am -Dtest=PowerCutTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dwardlog.power.cuts=0 -Dwardlog.power.longer="
                            + LONGER + " -Dwardlog.power.first=" + seed + " -Dwardlog.power.kind=" + kind,
                    broken);
        } finally {
            tally.cut(storage[0].cuts());
            remove(lives);
        }
    }

    private static SegmentWriter.Format format(SegmentKind kind) {
        return kind == SegmentKind.PLAIN ? PlainWriter.format() : ChronicleWriter.format(FileStorage.BLOCK);
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
