package io.wardlog.schema.bound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Canonical bytes as they are written, and where patient data stand in them. One message, one thread. */
final class CanonicalForm {
    /** Null until something marked is written; most messages hold nothing. */
    private Deque<Place> places;

    private List<Mark> marks = List.of();
    private byte[] bytes;
    private int size;

    /**
     * A value that is patient data.
     *
     * @param pointer RFC 6901, from the message's root
     * @param from its first byte
     * @param to behind its last one
     */
    record Mark(String pointer, int from, int to) {}

    /** A value that is being written. */
    private record Place(String pointer, boolean marked, int from) {}

    CanonicalForm(int expected) {
        this.bytes = new byte[expected];
    }

    void put(byte b) {
        ensure(1);
        bytes[size++] = b;
    }

    void copy(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, size, to - from);
        size += to - from;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    /** What is written until {@link #leave} is the value under this name or index; of nested marks the outermost counts. */
    void enter(String step, boolean marked) {
        if (places == null) {
            places = new ArrayDeque<>();
            marks = new ArrayList<>();
        }
        Place around = places.peek();
        String pointer = around == null ? "/" + step : around.pointer() + "/" + step;
        places.push(new Place(pointer, marked, size));
    }

    void leave() {
        Place place = places.pop();
        if (place.marked()) {
            while (!marks.isEmpty() && marks.get(marks.size() - 1).from() >= place.from()) {
                marks.remove(marks.size() - 1); // one inside, written just before
            }
            marks.add(new Mark(place.pointer(), place.from(), size));
        }
    }

    /** In the order of the bytes. */
    List<Mark> marks() {
        return marks;
    }

    int size() {
        return size;
    }

    byte[] slice(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
