package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.hash.Hash;
import java.util.Comparator;
import java.util.HashMap;
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

    private final Map<String, DeviceRepeats> devices = new HashMap<>();
    private int size;

    /** What was accepted from this device under this id of its own with these very bytes. */
    public Optional<Remembered> find(String deviceId, String deviceEventId, Hash messageDigest, long nowMicros) {
        return Optional.ofNullable(devices.get(deviceId))
                .flatMap(known -> known.find(deviceEventId, messageDigest))
                .filter(known -> isRecent(known, nowMicros));
    }

    /** Whether something was accepted from this device under this id of its own, with whatever bytes. */
    public boolean holds(String deviceId, String deviceEventId, long nowMicros) {
        return Optional.ofNullable(devices.get(deviceId))
                .flatMap(known -> known.first(deviceEventId))
                .filter(known -> isRecent(known, nowMicros))
                .isPresent();
    }

    private static boolean isRecent(Remembered known, long nowMicros) {
        return nowMicros - known.atMicros() <= WINDOW_MICROS;
    }

    void add(String deviceId, Remembered accepted) {
        DeviceRepeats known = devices.computeIfAbsent(deviceId, id -> new DeviceRepeats());
        size += known.add(accepted);
        size -= known.dropUntil(accepted.atMicros() - WINDOW_MICROS);
        while (known.size() > PER_DEVICE) {
            size -= known.dropEldest();
        }
        while (size > IN_ALL) {
            size -= largest().dropEldest();
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

    void write(FieldsWriter out) {
        out.i32(devices.size());
        devices.forEach((deviceId, known) -> {
            out.text(deviceId).i32(known.size());
            known.forEach(accepted -> accepted.write(out));
        });
    }

    static RepeatWindow read(Fields in) {
        RepeatWindow window = new RepeatWindow();
        for (int device = in.i32(); device > 0; device--) {
            DeviceRepeats known = new DeviceRepeats();
            window.devices.put(in.text(), known);
            for (int n = in.i32(); n > 0; n--) {
                window.size += known.add(Remembered.read(in));
            }
        }
        return window;
    }

    private DeviceRepeats largest() {
        return devices.values().stream()
                .max(Comparator.comparingInt(DeviceRepeats::size))
                .orElseThrow();
    }
}
