package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.RefusalTallyEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Refusals that were counted and not yet recorded, by sender and code. Not thread-safe: the writer's. */
public final class RefusalTally {

    /** Whose refusals of which kind. */
    public record Key(String sender, String code) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySender = sender.compareTo(other.sender);
            return bySender != 0 ? bySender : code.compareTo(other.code);
        }
    }

    private final Map<Key, Long> counts = new TreeMap<>();

    /** How many are counted and not yet recorded. */
    public long count(Key key) {
        return counts.getOrDefault(key, 0L);
    }

    /** How many keys have a count above 0. */
    public int size() {
        return counts.size();
    }

    /** All keys with a count above 0. */
    public List<Key> open() {
        return List.copyOf(counts.keySet());
    }

    void apply(RefusalTallyEntry entry) {
        Key key = new Key(entry.sender(), entry.code());
        if (entry.count() == 0) {
            counts.remove(key);
        } else {
            counts.put(key, entry.count());
        }
    }

    void write(FieldsWriter out) {
        out.i32(counts.size());
        counts.forEach((key, count) -> out.text(key.sender()).text(key.code()).i64(count));
    }

    static RefusalTally read(Fields in) {
        RefusalTally tally = new RefusalTally();
        for (int n = in.i32(); n > 0; n--) {
            tally.counts.put(new Key(in.text(), in.text()), in.i64());
        }
        return tally;
    }
}
