package io.wardlog.edge.state;

import io.wardlog.hash.Hash;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one device sent with ids of its own, oldest first: the first message under each id, and apart from these the rare
 * others that came under an id that was taken. Not thread-safe.
 */
final class DeviceRepeats {

    private record Message(String deviceEventId, Hash digest) {}

    private final Map<String, Remembered> firsts = new LinkedHashMap<>();
    private final Map<Message, Remembered> others = new LinkedHashMap<>();

    Optional<Remembered> first(String deviceEventId) {
        return Optional.ofNullable(firsts.get(deviceEventId));
    }

    /** The message with this id and these bytes. */
    Optional<Remembered> find(String deviceEventId, Hash digest) {
        Optional<Remembered> first =
                first(deviceEventId).filter(known -> known.messageDigest().equals(digest));
        return first.isPresent() ? first : Optional.ofNullable(others.get(new Message(deviceEventId, digest)));
    }

    /** Remembers it; returns how many more are known now, 0 or 1. */
    int add(Remembered accepted) {
        if (find(accepted.deviceEventId(), accepted.messageDigest()).isPresent()) {
            return 0;
        }
        if (firsts.putIfAbsent(accepted.deviceEventId(), accepted) != null) {
            others.put(new Message(accepted.deviceEventId(), accepted.messageDigest()), accepted);
        }
        return 1;
    }

    int size() {
        return firsts.size() + others.size();
    }

    /** Every message, so that adding them in this order gives the same again. */
    void forEach(Consumer<Remembered> action) {
        firsts.values().forEach(action);
        others.values().forEach(action);
    }

    /** Forgets what is older; returns how many these were. */
    int dropUntil(long oldestKeptMicros) {
        return dropUntil(firsts.values(), oldestKeptMicros) + dropUntil(others.values(), oldestKeptMicros);
    }

    private static int dropUntil(Collection<Remembered> known, long oldestKeptMicros) {
        int dropped = 0;
        Iterator<Remembered> eldest = known.iterator();
        while (eldest.hasNext() && eldest.next().atMicros() < oldestKeptMicros) {
            eldest.remove();
            dropped++;
        }
        return dropped;
    }

    /** Forgets the eldest; there is one. Returns 1. */
    int dropEldest() {
        Iterator<Remembered> eldest = (others.isEmpty() || !firsts.isEmpty() && isElder())
                ? firsts.values().iterator()
                : others.values().iterator();
        eldest.next();
        eldest.remove();
        return 1;
    }

    private boolean isElder() {
        return firsts.values().iterator().next().atMicros()
                <= others.values().iterator().next().atMicros();
    }
}
