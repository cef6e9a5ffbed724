package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whose messages are turned away for want of room, and since when, as far as that is on record and its end is not. Not thread-safe: the writer's. */
public final class Silences {

    /** When it began, as the record of it says; RFC 3339. */
    private final Map<String, String> open = new TreeMap<>();

    void began(String deviceId, String from) {
        open.put(deviceId, from);
    }

    void ended(String deviceId) {
        open.remove(deviceId);
    }

    /** Since when, in the words of the record. */
    public Optional<String> since(String deviceId) {
        return Optional.ofNullable(open.get(deviceId));
    }

    /** Whose silence is open. A copy. */
    public Iterable<String> devices() {
        return new TreeSet<>(open.keySet());
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void write(FieldsWriter out) {
        out.i32(open.size());
        open.forEach((deviceId, from) -> out.text(deviceId).text(from));
    }

    static Silences read(Fields in) {
        Silences silences = new Silences();
        for (int n = in.i32(); n > 0; n--) {
            silences.began(in.text(), in.text());
        }
        return silences;
    }
}
