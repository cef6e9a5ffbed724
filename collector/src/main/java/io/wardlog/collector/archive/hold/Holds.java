package io.wardlog.collector.archive.hold;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which holds stand, by the records that were found. Pure. */
public record Holds(Map<String, HoldRecord> active, Map<String, HoldRecord> released) {

    /** Copies both. */
    public Holds {
        active = Map.copyOf(active);
        released = Map.copyOf(released);
    }

    /** A hold stands from its record on until one of its release. */
    public static Holds of(Collection<HoldRecord> records) {
        Map<String, HoldRecord> active = new LinkedHashMap<>();
        Map<String, HoldRecord> released = new LinkedHashMap<>();
        for (HoldRecord each : records) {
            (each.action() == HoldRecord.Action.SET ? active : released).put(each.id(), each);
        }
        active.keySet().removeAll(released.keySet());
        return new Holds(active, released);
    }

    /** Whether any hold that stands is about a file. */
    public boolean hold(String name) {
        return active.values().stream().anyMatch(each -> each.scope().holds(name));
    }
}
