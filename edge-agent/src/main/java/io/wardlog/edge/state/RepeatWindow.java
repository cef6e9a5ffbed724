package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The messages with ids of the last 24 hours, at most 100,000 a device and 1,000,000 in all; the oldest go first, in all
 * those of the device that has most. Not thread-safe: the writer's.
 */
public final class RepeatWindow {

    static final long WINDOW_MICROS = 24L * 3600 * 1_000_000;
    static final int PER_DEVICE = 100_000;
    static final int IN_ALL = 1_000_000;

    private final Map<String, LinkedHashMap<String, Remembered>> devices = new HashMap<>();
    private int size;

    /** What was accepted from this device under this id of its own. */
    public Optional<Remembered> find(String deviceId, String deviceEventId, long nowMicros) {
        return Optional.ofNullable(devices.get(deviceId))
                .map(known -> known.get(deviceEventId))
                .filter(known -> nowMicros - known.atMicros() <= WINDOW_MICROS);
    }

    void add(String deviceId, Remembered accepted) {
        LinkedHashMap<String, Remembered> known = devices.computeIfAbsent(deviceId, id -> new LinkedHashMap<>());
        if (known.putIfAbsent(accepted.deviceEventId(), accepted) == null) {
            size++;
        }
        dropOld(known, accepted.atMicros());
        while (known.size() > PER_DEVICE) {
            dropEldest(known);
        }
        while (size > IN_ALL) {
            dropEldest(largest());
        }
    }

    /** Forgets what is older than the window, of all devices. */
    void expire(long nowMicros) {
        devices.values().forEach(known -> dropOld(known, nowMicros));
        devices.values().removeIf(Map::isEmpty);
    }

    /** How many messages are known. */
    public int size() {
        return size;
    }

    void write(FieldsWriter out) {
        out.i32(devices.size());
        devices.forEach((deviceId, known) -> {
            out.text(deviceId).i32(known.size());
            known.values().forEach(accepted -> accepted.write(out));
        });
    }

    static RepeatWindow read(Fields in) {
        RepeatWindow window = new RepeatWindow();
        for (int device = in.i32(); device > 0; device--) {
            String deviceId = in.text();
            LinkedHashMap<String, Remembered> known = new LinkedHashMap<>();
            for (int n = in.i32(); n > 0; n--) {
                Remembered accepted = Remembered.read(in);
                known.put(accepted.deviceEventId(), accepted);
            }
            window.devices.put(deviceId, known);
            window.size += known.size();
        }
        return window;
    }

    private void dropOld(LinkedHashMap<String, Remembered> known, long nowMicros) {
        while (!known.isEmpty() && nowMicros - known.values().iterator().next().atMicros() > WINDOW_MICROS) {
            dropEldest(known);
        }
    }

    private void dropEldest(LinkedHashMap<String, Remembered> known) {
        Iterator<Remembered> eldest = known.values().iterator();
        eldest.next();
        eldest.remove();
        size--;
    }

    private LinkedHashMap<String, Remembered> largest() {
        return devices.values().stream().max(Comparator.comparingInt(Map::size)).orElseThrow();
    }
}
