package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far each device has counted its own messages, over epochs, and which numbers it jumped over that are not declared yet. Of a device that jumps
 * often they are declared as one hole, so that one that jumps at random fills neither memory nor journal. Not thread-safe: the writer's, but for {@link
 * #waiting}.
 */
public final class DeviceNumbers {

    /** So many can be in flight at once and come in any order. */
    static final int HOLES_PER_DEVICE = 64;

    private static final int RECORDS_PER_DEVICE = 4;

    private final Map<String, DeviceCounter> counters = new HashMap<>();
    /** Those with holes, the one that waits longest first. */
    private final Map<String, DeviceCounter> open = new LinkedHashMap<>();

    private volatile int waiting;

    /** A hole of a device. */
    public record Missing(String deviceId, NumberHole hole) {}

    void apply(EventEntry event, long atMicros) {
        if (event.deviceSequence() < 0) {
            return;
        }
        DeviceCounter counter = counters.computeIfAbsent(event.deviceId(), first -> new DeviceCounter());
        counter.take(event.deviceSequence(), atMicros);
        settle(event.deviceId(), counter);
    }

    /** Messages of a device were refused for good. */
    void refused(String deviceId, long count) {
        DeviceCounter counter = counters.get(deviceId);
        if (counter != null) {
            counter.refused(count);
        }
    }

    /** A record of these stands in the journal. */
    void declared(String deviceId, long first, long last) {
        DeviceCounter counter = open.get(deviceId);
        if (counter != null) {
            counter.declared(first, last);
            settle(deviceId, counter);
        }
    }

    private void settle(String deviceId, DeviceCounter counter) {
        if (counter.holes().isEmpty()) {
            open.remove(deviceId);
        } else {
            open.putIfAbsent(deviceId, counter);
        }
        waiting = open.size();
    }

    /** Entries are missing: what follows them may follow any number. */
    void forgetCounts() {
        counters.values().forEach(DeviceCounter::forget);
    }

    /** The hole that is open right below this number. */
    public Optional<NumberHole> below(String deviceId, long number) {
        DeviceCounter counter = open.get(deviceId);
        return counter == null
                ? Optional.empty()
                : counter.holes().stream()
                        .filter(hole -> hole.last() == number - 1)
                        .findFirst();
    }

    /** Whether numbers of the device are missing that are not declared yet. */
    public boolean isMissingAny(String deviceId) {
        return open.containsKey(deviceId);
    }

    /**
     * The holes that came to be no later than {@code untilMicros}; those of the device that waits longest first. More than {@value
     * #RECORDS_PER_DEVICE} of one device are one, from the first to the last number that is missing.
     *
     * @param most at most so many, and a few more of the last device
     */
    public List<Missing> due(long untilMicros, int most) {
        List<Missing> due = new ArrayList<>();
        for (Map.Entry<String, DeviceCounter> device : open.entrySet()) {
            if (due.size() >= most) {
                break;
            }
            List<NumberHole> holes = device.getValue().holes().stream()
                    .filter(hole -> hole.sinceMicros() <= untilMicros)
                    .toList();
            (holes.size() <= RECORDS_PER_DEVICE ? holes.stream() : holes.stream().reduce(NumberHole::join).stream())
                    .forEach(hole -> due.add(new Missing(device.getKey(), hole)));
        }
        return due;
    }

    /** Of how many devices numbers are missing that are not declared yet. Any thread. */
    public int waiting() {
        return waiting;
    }

    /** The highest number of a device, -1 when it gave none. */
    long highest(String deviceId) {
        DeviceCounter counter = counters.get(deviceId);
        return counter == null ? -1 : counter.highest();
    }

    /** The highest number of a device as a snapshot knows it that knows nothing else of it. */
    void startAt(String deviceId, long highest) {
        if (highest >= 0) {
            counters.put(deviceId, DeviceCounter.at(highest));
        }
    }

    /** Whether more is known than the highest number of each of these devices. */
    boolean isMoreThan(Map<String, DeviceChain> chains) {
        return counters.entrySet().stream()
                .anyMatch(device -> !device.getValue().isPlain() || !chains.containsKey(device.getKey()));
    }

    void write(FieldsWriter out) {
        out.i32(counters.size());
        // In the order in which they wait, so that a restart goes on with the same one
        open.forEach((deviceId, counter) -> counter.write(out.text(deviceId)));
        counters.forEach((deviceId, counter) -> {
            if (!open.containsKey(deviceId)) {
                counter.write(out.text(deviceId));
            }
        });
    }

    static DeviceNumbers read(Fields in) {
        DeviceNumbers numbers = new DeviceNumbers();
        for (int n = in.i32(); n > 0; n--) {
            String deviceId = in.text();
            DeviceCounter counter = DeviceCounter.read(in);
            numbers.counters.put(deviceId, counter);
            numbers.settle(deviceId, counter);
        }
        return numbers;
    }
}
