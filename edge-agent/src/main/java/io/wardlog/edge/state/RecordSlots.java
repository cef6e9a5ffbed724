package io.wardlog.edge.state;

import java.util.function.IntToLongFunction;

/**
 * Finds records by a hash: open addressing with linear probing, at least twice as many slots as records. To look for one, begin at {@link #home} and go
 * on with {@link #after} until {@link #at} has it or says that there is none. Not thread-safe.
 */
final class RecordSlots {

    private static final int FEWEST = 16;
    /** So many slots a record are too many. */
    private static final int SPARSE = 8;

    private final IntToLongFunction hashOf;
    /** The record's number + 1, 0 for none. */
    private int[] slots;

    private int size;

    /**
     * Empty ones, for {@code expected} records and more.
     *
     * @param hashOf a record's hash, each of whose bits is as good as another; the same as long as the record is here
     */
    RecordSlots(IntToLongFunction hashOf, int expected) {
        this.hashOf = hashOf;
        this.slots = new int[slotsFor(expected)];
    }

    /** Four for each, and up to eight for the sake of a power of two. */
    private static int slotsFor(int records) {
        return Math.max(FEWEST, Integer.highestOneBit(Math.max(1, records)) * 4);
    }

    int home(long hash) {
        return (int) (hash >>> 32) & slots.length - 1;
    }

    int after(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** The number of the record there, or -1: nothing of a home before it stands behind it. */
    int at(int slot) {
        return slots[slot] - 1;
    }

    void add(int record) {
        if (2 * (size + 1) > slots.length) {
            resize(size + 1);
        }
        insert(record);
        size++;
    }

    /** Puts a record of the same hash in the place of one that is here. */
    void replace(int record, int by) {
        slots[find(record)] = by + 1;
    }

    /** Removes the record, and moves those behind it up that would not be found beyond an empty slot; false when it is not here. */
    boolean remove(int record) {
        int hole = find(record);
        if (at(hole) < 0) {
            return false;
        }
        for (int next = after(hole); at(next) >= 0; next = after(next)) {
            if (distance(homeOf(at(next)), next) >= distance(hole, next)) {
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
        size--;
        if (slots.length > FEWEST && size < slots.length / SPARSE) {
            resize(size);
        }
        return true;
    }

    /** How many records stand side by side, at most: a look takes no more steps. */
    int longestRun() {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < 2 * slots.length && run < slots.length; i++) { // twice: a run may go over the end
            run = at(i & slots.length - 1) >= 0 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Its slot, or the empty one at which a look for it ends. */
    private int find(int record) {
        int slot = homeOf(record);
        while (at(slot) >= 0 && at(slot) != record) {
            slot = after(slot);
        }
        return slot;
    }

    private void insert(int record) {
        int slot = homeOf(record);
        while (at(slot) >= 0) {
            slot = after(slot);
        }
        slots[slot] = record + 1;
    }

    private void resize(int records) {
        int[] before = slots;
        slots = new int[slotsFor(records)];
        for (int taken : before) {
            if (taken != 0) {
                insert(taken - 1);
            }
        }
    }

    private int homeOf(int record) {
        return home(hashOf.applyAsLong(record));
    }

    private int distance(int from, int to) {
        return to - from & slots.length - 1;
    }
}
