package io.wardlog.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Worlds whose agent has the product's own journal and snapshots, on files, and whose power is cut at every step of writing them.
 * {@code -Dwardlog.power.cuts=N} for more of them, {@code -Dwardlog.power.longer=N} for longer worlds, {@code -Dwardlog.power.first=SEED} to
 * begin elsewhere.
 */
class PowerCutTest {

    private static final int CUTS = Integer.getInteger("wardlog.power.cuts", 2);
    /** From so many on it says how far it is, and has met every step. */
    private static final int MANY = 50;

    private static final long FIRST = Long.getLong("wardlog.power.first", 1);

    /** How much longer than others these worlds are: in long ones files are full and are pruned. */
    private static final int LONGER = Integer.getInteger("wardlog.power.longer", 1);

    private static Simulation.Common common;
    private static Level level;

    @TempDir(factory = MemoryTempDir.class)
    Path directory;

    @BeforeAll
    static void begin() {
        CheapKey.register();
        common = Simulation.Common.make();
        level = logger().getLevel();
        logger().setLevel(Level.OFF);
    }

    @AfterAll
    static void end() {
        CheapKey.unregister();
        logger().setLevel(level);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.wardlog");
    }

    @ParameterizedTest
    @EnumSource(SegmentKind.class)
    void nothingIsLostWhereverThePowerGoes(SegmentKind kind) throws IOException {
        Map<String, Integer> cuts = new TreeMap<>();
        Map<Fault, Long> faults = new TreeMap<>();
        long begun = System.nanoTime();
        long starts = 0;
        long acknowledged = 0;
        long seed = FIRST;
        while (sum(cuts) < CUTS || acknowledged == 0) {
            Simulation.Report report = live(kind, seed++, cuts);
            report.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
            starts += report.starts();
            acknowledged += report.acknowledged();
            if (CUTS >= MANY) {
                System.out.printf(
                        "%s: seed %d, %d starts, %d acknowledged, cuts so far %d%n",
                        kind, seed - 1, starts, acknowledged, sum(cuts));
            }
        }
        Map<FileStorage.Step, Integer> steps = new TreeMap<>();
        cuts.forEach((where, count) -> steps.merge(FileStorage.Step.of(where), count, Integer::sum));
        System.out.printf(
                "power cuts, %s: seeds %d to %d in %d ms, %d cuts, %d starts, %d acknowledged, other faults %s%n%s%n%s%n",
                kind,
                FIRST,
                seed - 1,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                sum(cuts),
                starts,
                acknowledged,
                faults,
                steps,
                cuts);
        if (CUTS >= MANY) {
            assertThat(steps).as("steps at which the power went").containsOnlyKeys(FileStorage.Step.values());
        }
    }

    private static int sum(Map<String, Integer> cuts) {
        return cuts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Simulation.Report live(SegmentKind kind, long seed, Map<String, Integer> cuts) throws IOException {
        Path lives = Files.createDirectory(directory.resolve(kind + "-" + seed));
        FileStorage[] storage = new FileStorage[1];
        try {
            Simulation.Report report = new Simulation(seed, Mutant.NONE, common, (dice, faults, medium, clock) -> {
                        try {
                            storage[0] = new FileStorage(
                                    format(kind), lives, dice, faults, new FileStorage.Parts(medium, clock));
                            return storage[0];
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .run(LONGER);
            storage[0].end();
            return report;
        } catch (AssertionError broken) {
            throw new AssertionError(
                    broken.getMessage() + "\n" + storage[0].cuts()
                            + "\nthe same again: mvn test -pl edge-agent -am -Dtest=PowerCutTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dwardlog.power.cuts=1 -Dwardlog.power.longer="
                            + LONGER + " -Dwardlog.power.first="
                            + seed + " (" + kind + ")",
                    broken);
        } finally {
            storage[0].cuts().forEach((step, count) -> cuts.merge(step, count, Integer::sum));
            remove(lives);
        }
    }

    private static SegmentWriter.Format format(SegmentKind kind) {
        return kind == SegmentKind.PLAIN ? PlainWriter.format() : ChronicleWriter.format();
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
