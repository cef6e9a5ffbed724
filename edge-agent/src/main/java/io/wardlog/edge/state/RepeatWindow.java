package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.hash.Hash;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The messages with ids of the last 24 hours, at most 100,000 a device. So that a gateway's memory holds them whatever comes, at most as many
 * in all as a fifth of the heap holds, and never more than {@value #MOST_IN_ALL}: beyond that the eldest go, of the devices that have many. Not
 * thread-safe: the writer's.
 *
 * <p>Times are microseconds of a clock that nobody sets, {@link AgentState#steadyMicros}: when a gateway's clock is put right, devices still
 * send again what they had no answer to.
 */
public final class RepeatWindow {

    static final long WINDOW_MICROS = 24L * 3600 * 1_000_000;
    static final int PER_DEVICE = 100_000;
    static final int MOST_IN_ALL = 500_000;
    private static final int FEWEST_IN_ALL = 10_000;
    private static final int PART_OF_HEAP = 5;
    /** What one takes at most, with the index and the room to grow. */
    private static final int BYTES_EACH = 192;

    private final Map<String, DeviceRepeats> devices = new HashMap<>();
    /** Chosen anew by each process: it decides where records are looked for, and nothing that is recorded. */
    private final long salt = new SecureRandom().nextLong();

    private final int inAll;
    private int size;

    /** An empty one that fits the heap. */
    RepeatWindow() {
        this(fitting(Runtime.getRuntime().maxMemory()));
    }

    /** An empty one for so many messages. */
    RepeatWindow(int inAll) {
        this.inAll = inAll;
    }

    /** How many messages are known in a heap of so many bytes: 279,620 of 256 MiB. */
    static int fitting(long heapBytes) {
        return (int) Math.max(FEWEST_IN_ALL, Math.min(MOST_IN_ALL, heapBytes / PART_OF_HEAP / BYTES_EACH));
    }

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

    /** Remembers an event that has a key and came at {@code atMicros}. */
    void add(EventEntry event, long atMicros) {
        DeviceRepeats known = devices.computeIfAbsent(event.deviceId(), id -> new DeviceRepeats(salt));
        size -= known.dropUntil(atMicros - WINDOW_MICROS);
        size += known.add(event, atMicros);
        size -= known.dropEldest(Math.max(0, known.size() - PER_DEVICE));
        shrinkToFit();
    }

    private void shrinkToFit() {
        while (size > inAll) {
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

    void write(FieldsWriter out) {
        out.i32(devices.size());
        devices.forEach((deviceId, known) -> known.write(out.text(deviceId)));
    }

    static RepeatWindow read(Fields in) {
        return read(in, fitting(Runtime.getRuntime().maxMemory()));
    }

    static RepeatWindow read(Fields in, int inAll) {
        RepeatWindow window = new RepeatWindow(inAll);
        for (int device = in.i32(); device > 0; device--) {
            String deviceId = in.text();
            DeviceRepeats known = DeviceRepeats.read(in, window.salt);
            window.devices.put(deviceId, known);
            window.size += known.size();
        }
        window.shrinkToFit();
        return window;
    }
}
