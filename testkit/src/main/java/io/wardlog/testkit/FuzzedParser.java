package io.wardlog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test of one parser of bytes that come from outside: whatever they are, it ends, it throws nothing, and what it says of them is true. In every
 * build it gets its seeds and a few thousand mutations of them, always the same ones. {@code -Dwardlog.fuzz.mutations=N} gives it more, {@code
 * -Dwardlog.fuzz.seed=N} others, {@code -Dwardlog.fuzz.mutating=10m} as many as that time allows; what a campaign did is a line of its {@link Tally}.
 * When the environment variable {@code JAZZER_FUZZ} is set, Jazzer makes the inputs and looks which code each reaches, until {@code
 * jazzer.max_duration}. One instance takes all inputs of a class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzedParser {

    private static final String CAMPAIGN = "JAZZER_FUZZ";
    private static final long MUTATIONS = Long.getLong("wardlog.fuzz.mutations", -1);
    private static final String MUTATING = System.getProperty("wardlog.fuzz.mutating", "");
    private static final long SEED = Long.getLong("wardlog.fuzz.seed", 4711);

    /** More than what classes, caches and pools take of their own after the first inputs. */
    private static final long MOST_GROWTH_KIB = 32 * 1024;

    private Tally guided;

    /** Some of what the parser accepts, so that mutations of it come far; the same each time. */
    protected abstract Stream<byte[]> seeds() throws Exception;

    /** Gives the parser these bytes and asserts what it promises of any. */
    protected abstract void parse(byte[] input) throws Exception;

    /** Mutations in every build; fewer where one takes long. */
    protected int mutations() {
        return 3_000;
    }

    /** A seed whose first byte says to {@link #parse} what the others are. */
    protected static byte[] headed(int first, byte[] others) {
        byte[] seed = new byte[1 + others.length];
        seed[0] = (byte) first;
        System.arraycopy(others, 0, seed, 1, others.length);
        return seed;
    }

    @Test
    public final void takesItsSeedsAndMutationsOfThem() throws Exception {
        List<byte[]> seeds = seeds().toList();
        assertThat(seeds).isNotEmpty();
        parse(new byte[0]);
        for (byte[] seed : seeds) {
            parse(seed);
        }
        Mutations mutations = new Mutations(seeds, new SplittableRandom(SEED));
        if (MUTATIONS < 0 && MUTATING.isEmpty()) {
            for (int i = mutations(); i > 0; i--) {
                mutated(mutations.next());
            }
        } else {
            campaign(mutations);
        }
    }

    private void campaign(Mutations mutations) throws IOException {
        long most = MUTATIONS < 0 ? Long.MAX_VALUE : MUTATIONS;
        long nanos = MUTATING.isEmpty()
                ? Long.MAX_VALUE
                : Duration.parse("PT" + MUTATING).toNanos();
        Tally tally = new Tally(getClass(), "mutated");
        long begin = System.nanoTime();
        try {
            while (tally.inputs() < most && System.nanoTime() - begin < nanos) {
                tally.input();
                mutated(mutations.next());
            }
        } catch (AssertionError failure) {
            tally.finding();
            throw failure;
        } finally {
            tally.write(SEED);
        }
        assertThat(tally.grownKib()).as("KiB of heap more than before").isLessThan(MOST_GROWTH_KIB);
    }

    /** Whatever is wrong, it says for which input. */
    private void mutated(byte[] input) {
        try {
            parse(input);
        } catch (Exception | Error failure) {
            throw new AssertionError("for " + Mutations.literal(input), failure);
        }
    }

    @EnabledIfEnvironmentVariable(named = CAMPAIGN, matches = ".+")
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    public final void takesAnything(byte[] input) throws Exception {
        if (guided == null) {
            guided = new Tally(getClass(), "guided");
        }
        guided.input();
        parse(input);
    }

    /** What Jazzer finds it prints and keeps by itself. */
    @AfterAll
    public final void writesWhatJazzerGave() throws IOException {
        if (guided != null) {
            guided.write(0);
        }
    }
}
