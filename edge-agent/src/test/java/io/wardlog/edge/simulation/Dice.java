package io.wardlog.edge.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Everything that is left to chance, from one seed. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 to below {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    long bits() {
        return random.nextLong();
    }

    /** From 0 to below 1. */
    double part() {
        return random.nextDouble();
    }

    <T> T pick(List<T> all) {
        return all.get(below(all.size()));
    }

    /** Evenly between the two. */
    Duration between(Duration shortest, Duration longest) {
        return Duration.ofNanos(random.nextLong(shortest.toNanos(), longest.toNanos()));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Dice of their own for one part, so that what it asks for does not move the others. */
    Dice split() {
        return new Dice(random.nextLong());
    }
}
