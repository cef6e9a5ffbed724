package io.wardlog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test of one parser of bytes that come from outside: whatever they are, it ends, it throws nothing, and what it says of them is true. In every
 * build it gets its seeds and a few thousand mutations of them, always the same ones; {@code -Dwardlog.fuzz.mutations=N} and {@code
 * -Dwardlog.fuzz.seed=N} give it more, and others. When the environment variable {@code JAZZER_FUZZ} is set it is a campaign: Jazzer makes the inputs
 * and looks which code each reaches, until {@code jazzer.max_duration}. One instance takes all inputs of a class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzedParser {

    private static final String CAMPAIGN = "JAZZER_FUZZ";
    private static final long MUTATIONS = Long.getLong("wardlog.fuzz.mutations", -1);
    private static final long SEED = Long.getLong("wardlog.fuzz.seed", 4711);

    /** Some of what the parser accepts, so that mutations of it come far; the same each time. */
    protected abstract Stream<byte[]> seeds() throws Exception;

    /** Gives the parser these bytes and asserts what it promises of any. */
    protected abstract void parse(byte[] input) throws Exception;

    /** Mutations in every build; fewer where one takes long. */
    protected int mutations() {
        return 3_000;
    }

    @Test
    public final void takesItsSeedsAndMutationsOfThem() throws Exception {
        List<byte[]> seeds = seeds().toList();
        assertThat(seeds).isNotEmpty();
        Mutations mutations = new Mutations(seeds, new Random(SEED));
        parse(new byte[0]);
        for (byte[] seed : seeds) {
            parse(seed);
        }
        for (long i = MUTATIONS < 0 ? mutations() : MUTATIONS; i > 0; i--) {
            byte[] input = mutations.next();
            try {
                parse(input);
            } catch (Exception | Error failure) { // whatever it is, it says for which input
                throw new AssertionError("for " + Mutations.literal(input), failure);
            }
        }
    }

    @EnabledIfEnvironmentVariable(named = CAMPAIGN, matches = ".+")
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    public final void takesAnything(byte[] input) throws Exception {
        parse(input);
    }
}
