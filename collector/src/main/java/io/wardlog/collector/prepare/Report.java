package io.wardlog.collector.prepare;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was found and done.
 *
 * @param created what was made, with its shape
 * @param right what was there and is as it must be
 * @param differences everything that is not
 */
public record Report(List<String> created, List<String> right, List<Difference> differences) {

    /** Copies the lists. */
    public Report {
        created = List.copyOf(created);
        right = List.copyOf(right);
        differences = List.copyOf(differences);
    }

    /** Something was made. */
    public static Report created(String what) {
        return new Report(List.of(what), List.of(), List.of());
    }

    /** Something was there, and these are its differences; none when it is right. */
    public static Report found(String what, List<Difference> differences) {
        return new Report(List.of(), differences.isEmpty() ? List.of(what) : List.of(), differences);
    }

    /** Both. */
    public Report and(Report other) {
        return new Report(join(created, other.created), join(right, other.right), join(differences, other.differences));
    }

    private static <T> List<T> join(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
