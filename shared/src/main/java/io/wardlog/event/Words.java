package io.wardlog.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** A few texts, of which one is to be there. Immutable. */
final class Words implements TextForm {
    private final byte[][] words;

    private Words(String... words) {
        this.words = Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    static Words of(String... words) {
        return new Words(words);
    }

    /** The names of an enumeration. */
    static <E> Words of(E[] values, Function<E, String> name) {
        return new Words(Arrays.stream(values).map(name).toArray(String[]::new));
    }

    @Override
    public boolean matches(byte[] utf8, int from, int to) {
        for (byte[] word : words) {
            if (Arrays.equals(word, 0, word.length, utf8, from, to)) {
                return true;
            }
        }
        return false;
    }
}
