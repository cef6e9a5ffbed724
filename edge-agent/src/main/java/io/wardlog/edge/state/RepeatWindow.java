package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.hash.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The messages with ids of the last 24 hours, at most 100,000 a device. So that a gateway's memory holds them whatever comes,
 * at most {@value #IN_ALL} in all: beyond that the eldest go, of the devices that have many. Not thread-safe: the writer's.
 */
public final class RepeatWindow {

    static final long WINDOW_MICROS = 24L * 3600 * 1_000_000;
    static final int PER_DEVICE = 100_000;
    /** With the index about 60 MB. */
    static final int IN_ALL = 500_000;

    private final Map<String, DeviceRepeats> devices = new HashMap<>();
    private int size;

    /** What was accepted from this device under this id of its own with these very bytes. */
    public Optional<Remembered> find(String deviceId, String deviceEventId, Hash messageDigest, long nowMicros) {
        return Optional.ofNullable(devices.get(deviceId))
                .flatMap(known -> known.find(deviceEventId, messageDigest, nowMicros - WINDOW_MICROS));
    }

    /** Whether something was accepted from this device under this id of its own, with whatever bytes. */
    public boolean holds(String deviceId, String deviceEventId, long nowMicros) {
        DeviceRepeats known = devices.get(deviceId);
        return known != null && known.holds(deviceEventId, nowMicros - WINDOW_MICROS);
    }

    /** Remembers an event that has a key. */
    void add(EventEntry event) {
        DeviceRepeats known = devices.computeIfAbsent(event.deviceId(), id -> new DeviceRepeats());
        size -= known.dropUntil(event.ingestionMicros() - WINDOW_MICROS);
        size += known.add(event);
        size -= known.dropEldest(Math.max(0, known.size() - PER_DEVICE));
        if (size > IN_ALL) {
            shrink();
        }
    }

    /**
     * Drops the eldest eighth of each device that has at least half of what they have on average. These have at least half of
     * all, so that one pass makes room for tens of thousands.
     */
    private void shrink() {
        int half = size / devices.size() / 2;
        for (DeviceRepeats known : devices.values()) {
            if (known.size() >= half) {
                size -= known.dropEldest(known.size() / 8 + 1);
            }
        }
    }

    /** Forgets what is older than the window, of all devices. */
    void expire(long nowMicros) {
        devices.values().forEach(known -> size -= known.dropUntil(nowMicros - WINDOW_MICROS));
        devices.values().removeIf(known -> known.size() == 0);
    }

    /** How many messages are known. */
    public int size() {
        return size;
    }

    /** About how many bytes {@link #write} writes. */
    int writtenBytes() {
        return size * DeviceRepeats.WIDTH + devices.size() * 64;
    }

    void write(FieldsWriter out) {
        out.i32(devices.size());
        devices.forEach((deviceId, known) -> known.write(out.text(deviceId)));
    }

    static RepeatWindow read(Fields in) {
        RepeatWindow window = new RepeatWindow();
        for (int device = in.i32(); device > 0; device--) {
            String deviceId = in.text();
            DeviceRepeats known = DeviceRepeats.read(in);
            window.devices.put(deviceId, known);
            window.size += known.size();
        }
        return window;
    }
}
