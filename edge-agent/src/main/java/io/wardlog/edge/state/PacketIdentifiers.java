package io.wardlog.edge.state;

import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry.Received;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The packet identifiers of one session that are not released, the eldest first. Thread-safe: the writer changes it, any thread reads it. */
final class PacketIdentifiers {

    private final Map<Integer, Received> received = new LinkedHashMap<>();

    /** Answers by how many there are more now: -1, 0 or 1. */
    synchronized int apply(PacketIdentifierEntry entry) {
        int before = received.size();
        received.remove(entry.packetIdentifier()); // so that one that is taken again is the youngest
        entry.received().ifPresent(message -> received.put(entry.packetIdentifier(), message));
        return received.size() - before;
    }

    /** Forgets the eldest, and answers how many; none when {@code count} is not positive. */
    synchronized int dropEldest(int count) {
        int before = received.size();
        Iterator<Integer> eldest = received.keySet().iterator();
        for (int left = count; left > 0 && eldest.hasNext(); left--) {
            eldest.next();
            eldest.remove();
        }
        return before - received.size();
    }

    synchronized Optional<Received> find(int packetIdentifier) {
        return Optional.ofNullable(received.get(packetIdentifier));
    }

    /** All of them. A copy. */
    synchronized Set<Integer> all() {
        return Set.copyOf(received.keySet());
    }

    synchronized int size() {
        return received.size();
    }

    synchronized void write(String clientId, FieldsWriter out) {
        received.forEach((identifier, message) ->
                new PacketIdentifierEntry(clientId, identifier, Optional.of(message)).write(out));
    }
}
