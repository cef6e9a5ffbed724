package io.wardlog.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Worlds from seeds. In every build the first ones; {@code -Dwardlog.simulation.seeds=N} for more, {@code
 * -Dwardlog.simulation.first=SEED} to begin elsewhere. Broken products are found at the seeds that {@link Mutant} names, at once; when one
 * takes long, write down there the seed that this prints.
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("wardlog.simulation.seeds", 30);
    private static final long FIRST = Long.getLong("wardlog.simulation.first", 1);
    private static final int SEEDS_FOR_A_MUTANT = 300;
    /** A world with messages and few starts: each of a day's starts reads eight thousand batches. */
    private static final long SEED_OF_A_DAY = 4;

    @RegisterExtension
    static final Worlds WORLDS = new Worlds();

    private static Simulation.Report live(long seed, Mutant mutant) {
        return new Simulation(seed, mutant, WORLDS.common()).run();
    }

    @Test
    void nothingIsLostInAnyWorld() {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        long begun = System.nanoTime();
        long steps = 0;
        long starts = 0;
        long acknowledged = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Simulation.Report report;
            try {
                report = live(seed, Mutant.NONE);
            } catch (AssertionError broken) {
                throw new AssertionError(
                        broken.getMessage() + "\nthe same again: mvn test -pl edge-agent -am -Dtest=SimulationTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dwardlog.simulation.seeds=1"
                                + " -Dwardlog.simulation.first=" + seed,
                        broken);
            }
            report.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
            steps += report.steps();
            starts += report.starts();
            acknowledged += report.acknowledged();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        System.out.printf(
                "simulation: %d seeds in %d ms, %d steps, %d starts, %d acknowledged, %d faults %s%n",
                SEEDS,
                millis,
                steps,
                starts,
                acknowledged,
                faults.values().stream().mapToLong(Long::longValue).sum(),
                faults);
        assertThat(acknowledged).isPositive();
    }

    /** Of the worlds above few meet that, and shorter. */
    @Test
    void whatWasRecordedInADayWithoutALinkArrives() {
        Simulation.Report report = new Simulation(SEED_OF_A_DAY, Mutant.NONE, WORLDS.common())
                .withoutLink(Duration.ofDays(1))
                .run();
        assertThat(report.worldTime()).isGreaterThan(Duration.ofDays(1));
        assertThat(report.acknowledged()).as("else choose another seed").isPositive();
    }

    @Test
    void aSeedGivesTheSameWorldAgain() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(live(seed, Mutant.NONE)).isEqualTo(live(seed, Mutant.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aProductThatIsBrokenIsFound(Mutant mutant) {
        long seed = mutant.firstSeed();
        long end = seed + SEEDS_FOR_A_MUTANT;
        while (seed < end && survives(seed, mutant)) {
            seed++;
        }
        System.out.println("simulation: " + mutant + " is found at seed " + seed);
        assertThat(seed).as("nobody sees it up to this seed").isLessThan(end);
    }

    private static boolean survives(long seed, Mutant mutant) {
        try {
            live(seed, mutant);
            return true;
        } catch (AssertionError found) {
            return false;
        }
    }
}
