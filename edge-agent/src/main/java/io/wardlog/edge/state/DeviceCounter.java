package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One device's own counter. A number that comes late fills its place. One far below the highest, or a 0 or 1 that cannot be in flight any more, is the counter that begins anew; when
 * the next one follows the old count all the same, that was only a late repeat.
 */
final class DeviceCounter {

    /** A number this far below the highest is the counter beginning anew; nearer, it is a late message. */
    private static final long RESTART_DISTANCE = 1_000;

    private static final long NONE = -1;

    private final List<NumberHole> holes = new ArrayList<>();
    private long highest = NONE;
    /** The highest before the counter began anew, as long as it may not have. */
    private long before = NONE;

    private long refused;
    /** Entries are missing since: what the next number jumps over may have come in them. */
    private boolean inDoubt;

    /** Takes the number of the next message that is on record; the hole that it left, when it jumped. */
    Optional<NumberHole> take(long number, long atMicros) {
        long jumped = refused;
        refused = 0;
        if (number < highest && fill(number)) {
            return Optional.empty();
        }
        long from = number > before && before > highest ? before : highest;
        if (number <= from) {
            beginAnew(number, from);
            return Optional.empty();
        }
        boolean nothingMissing = from == NONE || number == from + 1 || inDoubt;
        inDoubt = false;
        highest = number;
        before = NONE;
        return nothingMissing
                ? Optional.empty()
                : Optional.of(add(new NumberHole(from + 1, number - 1, atMicros, jumped >= number - from - 1, false)));
    }

    private void beginAnew(long number, long from) {
        long distance = from - number;
        if (number <= 1 && distance > DeviceNumbers.HOLES_PER_DEVICE || distance >= RESTART_DISTANCE) {
            before = Math.max(from, before);
            highest = number;
        } else if (before > highest) {
            before = NONE; // the new count goes on
        }
    }

    /** The newest first: what is late is late by little, and the eldest may be several in one. */
    private boolean fill(long number) {
        for (int i = holes.size() - 1; i >= 0; i--) {
            if (holes.get(i).contains(number)) {
                fill(i, number);
                return true;
            }
        }
        return false;
    }

    private void fill(int at, long number) {
        NumberHole hole = holes.get(at);
        if (hole.joined() && hole.first() < number && number < hole.last()) {
            return;
        }
        holes.remove(at);
        if (number < hole.last()) {
            holes.add(at, hole.part(number + 1, hole.last()));
        }
        if (hole.first() < number) {
            holes.add(at, hole.part(hole.first(), number - 1));
        }
        joinEldest();
    }

    private NumberHole add(NumberHole hole) {
        holes.add(hole);
        joinEldest();
        return hole;
    }

    /** Not the newest: numbers that are still under way belong there, and would leave one as missing that came. */
    private void joinEldest() {
        if (holes.size() > DeviceNumbers.HOLES_PER_DEVICE) {
            holes.set(0, holes.get(0).join(holes.remove(1)));
        }
    }

    /** Messages were refused for good. */
    void refused(long count) {
        refused += count;
    }

    void declared(long first, long last) {
        holes.removeIf(hole -> first <= hole.first() && hole.last() <= last);
    }

    /** What was counted since is not known; what is missing still is. */
    void forget() {
        inDoubt = true;
        refused = 0;
    }

    /** In the order in which they came to be. */
    List<NumberHole> holes() {
        return holes;
    }

    long highest() {
        return highest;
    }

    /** Whether there is nothing to know of it but {@link #highest}. */
    boolean isPlain() {
        return holes.isEmpty() && before == NONE && refused == 0 && !inDoubt;
    }

    static DeviceCounter at(long highest) {
        DeviceCounter counter = new DeviceCounter();
        counter.highest = highest;
        return counter;
    }

    static DeviceCounter read(Fields in) {
        DeviceCounter counter = at(in.i64());
        counter.before = in.i64();
        counter.refused = in.i64();
        counter.inDoubt = in.u8() == 1;
        for (int n = in.i32(); n > 0; n--) {
            counter.holes.add(NumberHole.read(in));
        }
        return counter;
    }

    void write(FieldsWriter out) {
        out.i64(highest).i64(before).i64(refused).u8(inDoubt ? 1 : 0).i32(holes.size());
        holes.forEach(hole -> hole.write(out));
    }
}
