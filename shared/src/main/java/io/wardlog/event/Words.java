package io.wardlog.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** A few texts, of which one is to be there. Immutable. */
final class Words {
    private final byte[][] words;

    Words(String... words) {
        this.words = Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** The names of an enumeration. */
    static <E> Words of(E[] values, Function<E, String> name) {
        return new Words(Arrays.stream(values).map(name).toArray(String[]::new));
    }

    /** Whether one of them stands between two offsets. */
    boolean hold(byte[] utf8, int from, int to) {
        for (byte[] word : words) {
            if (Arrays.equals(word, 0, word.length, utf8, from, to)) {
                return true;
            }
        }
        return false;
    }
}
