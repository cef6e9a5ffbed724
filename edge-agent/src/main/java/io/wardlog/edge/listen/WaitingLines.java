package io.wardlog.edge.listen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Who waits, in one line for each source address. The lines have their turns; when too many wait, who came last to the longest line goes. No step
 * takes longer than the logarithm of the number of lines. Not thread-safe.
 *
 * @param <T> what waits
 */
final class WaitingLines<T> {

    private final Map<String, Line<T>> inTurn = new LinkedHashMap<>();
    /** The longest last; of equals, the one to which somebody came last. */
    private final NavigableSet<Line<T>> byLength = new TreeSet<>(
            Comparator.comparingInt((Line<T> line) -> line.places.size()).thenComparingLong(Line::lastCame));

    private long came;
    private int size;

    /** One that waits. */
    record Entry<T>(String address, T who) {}

    private record Place<T>(T who, long number) {}

    /** Never empty in the collections. Out of {@link #byLength} while it changes. */
    private static final class Line<T> {
        private final String address;
        private final Deque<Place<T>> places = new ArrayDeque<>();

        private Line(String address) {
            this.address = address;
        }

        private long lastCame() {
            return places.getLast().number();
        }
    }

    /** How many wait. */
    int size() {
        return size;
    }

    /** One more, at the end of its address's line. */
    void add(String address, T who) {
        Line<T> line = inTurn.computeIfAbsent(address, Line::new);
        if (!line.places.isEmpty()) {
            byLength.remove(line);
        }
        line.places.add(new Place<>(who, came++));
        byLength.add(line);
        size++;
    }

    /** Who has waited longest in the line whose turn it is. There must be one. */
    Entry<T> removeNext() {
        Line<T> line = inTurn.values().iterator().next();
        byLength.remove(line);
        inTurn.remove(line.address);
        T who = line.places.removeFirst().who();
        if (!line.places.isEmpty()) {
            byLength.add(line);
            inTurn.put(line.address, line); // behind all others
        }
        size--;
        return new Entry<>(line.address, who);
    }

    /** Who came last to the longest line; of lines of the same length, last of all. There must be one. */
    T removeLastOfLongest() {
        Line<T> line = byLength.pollLast();
        T who = line.places.removeLast().who();
        if (line.places.isEmpty()) {
            inTurn.remove(line.address);
        } else {
            byLength.add(line);
        }
        size--;
        return who;
    }

    /** All, line by line. */
    List<T> removeAll() {
        List<T> all = new ArrayList<>(size);
        inTurn.values().forEach(line -> line.places.forEach(place -> all.add(place.who())));
        inTurn.clear();
        byLength.clear();
        size = 0;
        return all;
    }
}
