package io.wardlog.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known key that a mistyped one was meant to be. */
final class Suggestion {
    private Suggestion() {}

    /** The nearest of {@code known}, if near enough to be meant. */
    static Optional<String> nearest(String typed, Collection<String> known) {
        int reach = Math.max(1, Math.min(3, typed.length() / 3));
        return typed.length() > 64
                ? Optional.empty()
                : known.stream()
                        .filter(key -> distance(typed, key) <= reach)
                        .min(Comparator.comparingInt(key -> distance(typed, key)));
    }

    /** Levenshtein distance, letter case, {@code -} and {@code _} aside. */
    private static int distance(String left, String right) {
        String a = plain(left);
        String b = plain(right);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
