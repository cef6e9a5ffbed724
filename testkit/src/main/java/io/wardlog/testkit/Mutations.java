package io.wardlog.testkit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Bytes that resemble seeds: bits turned over, parts cut out, doubled, put in from another seed, and the numbers at which parsers err. Not thread-safe. */
final class Mutations {

    private static final int MOST_CHANGES = 4;
    private static final byte[][] EDGES = {
        {0},
        {1},
        {0x7F},
        {(byte) 0x80},
        {(byte) 0xFF},
        {'"'},
        {'\\'},
        {'\n'},
        {0, 0, 0, 0},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
        {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
        {(byte) 0x80, 0, 0, 0},
        {(byte) 0xC0, (byte) 0x80},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
    };

    private final List<byte[]> seeds;
    private final SplittableRandom random;

    Mutations(List<byte[]> seeds, SplittableRandom random) {
        this.seeds = seeds;
        this.random = random;
    }

    byte[] next() {
        byte[] bytes = seed();
        for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(random.nextBoolean() ? 4 : 40));
        switch (random.nextInt(6)) {
            case 0:
                return flipped(bytes, from);
            case 1:
                return replaced(bytes, from, to, new byte[0]);
            case 2:
                return replaced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            case 3:
                byte[] other = seed();
                int start = random.nextInt(other.length + 1);
                return replaced(
                        bytes,
                        from,
                        to,
                        Arrays.copyOfRange(other, start, Math.min(other.length, start + random.nextInt(40))));
            case 4:
                byte[] edge = EDGES[random.nextInt(EDGES.length)];
                return replaced(
                        bytes, from, Math.min(bytes.length, from + (random.nextBoolean() ? edge.length : 0)), edge);
            default:
                return Arrays.copyOf(bytes, from);
        }
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        byte[] changed = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(with, 0, changed, from, with.length);
        System.arraycopy(bytes, to, changed, from + with.length, bytes.length - to);
        return changed;
    }

    /** The input as one can put it into a test. */
    static String literal(byte[] input) {
        return "HexFormat.of().parseHex(\"" + HexFormat.of().formatHex(input) + "\")";
    }
}
