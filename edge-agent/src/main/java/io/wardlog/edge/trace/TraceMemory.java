package io.wardlog.edge.trace;

import io.wardlog.hash.Hash;
import io.wardlog.trace.EventTraces;
import io.wardlog.trace.TraceContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The traced events that are not delivered yet, at most {@value #MAX_EVENTS}: beyond that the eldest is forgotten. Thread-safe. */
public final class TraceMemory {

    static final int MAX_EVENTS = 4_096;

    private final Map<Hash, Traced> waiting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Traced> eldest) {
            return size() > MAX_EVENTS;
        }
    };

    /** A traced event: what follows from it is a part of {@code context}. */
    record Traced(TraceContext context, String deviceId, String eventType) {}

    synchronized void remember(Hash event, Traced traced) {
        waiting.put(event, traced);
    }

    /** Those of a batch's events that are traced, by index, as many as may go beside it. */
    synchronized SortedMap<Integer, Traced> of(List<Hash> events) {
        SortedMap<Integer, Traced> found = new TreeMap<>();
        for (int i = 0; i < events.size() && !waiting.isEmpty() && found.size() < EventTraces.MAX_EVENTS; i++) {
            Traced traced = waiting.get(events.get(i));
            if (traced != null) {
                found.put(i, traced);
            }
        }
        return found;
    }

    synchronized void forget(List<Hash> events) {
        if (!waiting.isEmpty()) {
            events.forEach(waiting::remove);
        }
    }
}
