package io.wardlog.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Members whose places {@link CanonicalScan} looks for, in an object and in objects that are its members. Immutable. */
public final class MemberNames {
    static final MemberNames NONE = new MemberNames(List.of(), 0);

    private final List<String> sorted;
    private final byte[][] names;
    private final long[] heads;
    private final MemberNames[] inside;
    private final int firstSlot;
    private int slots;

    private MemberNames(List<String> sorted, int firstSlot) {
        this.sorted = sorted;
        this.names = sorted.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.heads = Arrays.stream(names)
                .mapToLong(name -> JsonText.head(name, 0, name.length))
                .toArray();
        this.inside = new MemberNames[names.length];
        Arrays.fill(inside, NONE);
        this.firstSlot = firstSlot;
        this.slots = firstSlot + names.length;
    }

    /**
     * These members of an object.
     *
     * @param names ASCII, sorted; the slot of each is its index
     * @param inside of some of them the members, sorted too; their slots come after
     */
    public static MemberNames of(List<String> names, Map<String, List<String>> inside) {
        MemberNames all = new MemberNames(List.copyOf(names), 0);
        inside.forEach((name, inner) -> {
            MemberNames below = new MemberNames(List.copyOf(inner), all.slots);
            all.inside[all.slot(name)] = below;
            all.slots = below.slots;
        });
        return all;
    }

    /** Where the place of a member is found, or that of a member of it. */
    public int slot(String... path) {
        int index = sorted.indexOf(path[0]);
        return path.length == 1 ? firstSlot + index : inside[index].slot(path[1]);
    }

    int slots() {
        return slots;
    }

    /** The first index from {@code next} on whose name does not come before this one, of which {@code head} is the head. */
    int seek(long head, byte[] json, int from, int to, int next) {
        int index = next;
        while (index < names.length
                && (heads[index] < head || heads[index] == head && isBefore(index, json, from, to))) {
            index++;
        }
        return index;
    }

    private boolean isBefore(int index, byte[] json, int from, int to) {
        return !isShort(index, from, to) && Arrays.compare(names[index], 0, names[index].length, json, from, to) < 0;
    }

    boolean isAt(int index, long head, byte[] json, int from, int to) {
        return index < names.length
                && heads[index] == head
                && (isShort(index, from, to) || Arrays.equals(names[index], 0, names[index].length, json, from, to));
    }

    /** Whether a name and one with the same head are no longer than a head: then they are the same. */
    private boolean isShort(int index, int from, int to) {
        return names[index].length <= Long.BYTES && to - from <= Long.BYTES;
    }

    int slot(int index) {
        return firstSlot + index;
    }

    MemberNames inside(int index) {
        return inside[index];
    }
}
