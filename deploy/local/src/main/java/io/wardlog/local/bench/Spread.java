package io.wardlog.local.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What several rounds gave for one figure. */
record Spread(double min, double median, double max) {

    /** Of at least one value. */
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
    }

    /** Of one figure of each. */
    static <T> Spread of(List<T> rounds, ToDoubleFunction<T> figure) {
        return of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    /** The median, and what the others reached; numbers in the given format. */
    String toText(String format) {
        String middle = String.format(Locale.ROOT, format, median);
        return min == max
                ? middle
                : middle + String.format(Locale.ROOT, " (" + format + " to " + format + ")", min, max);
    }
}
