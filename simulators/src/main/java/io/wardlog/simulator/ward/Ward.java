package io.wardlog.simulator.ward;

import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.SimulatedMessage;
import io.wardlog.simulator.model.Bed;
import io.wardlog.simulator.model.DeviceModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Beds, each with its devices, as one endless stream of messages in the order in which they are due. The same devices, seed, pace and start
 * give the same bytes. Not safe for use by several threads.
 */
public final class Ward {
    private final PriorityQueue<SimulatedDevice> devices =
            new PriorityQueue<>(Comparator.comparing(SimulatedDevice::at).thenComparing(SimulatedDevice::deviceId));
    private final Pace pace;
    private final Instant start;
    private long index;

    private Ward(Pace pace, Instant start) {
        this.pace = pace;
        this.start = start;
    }

    /**
     * A ward of these devices: the first of each type stand at the first bed, and so on. A course depends on the seed, the device's id, and the id of the
     * first device at its bed.
     */
    public static Ward of(List<Credential> devices, long seed, Pace pace, Instant start) {
        Ward ward = new Ward(pace, start);
        Map<DeviceType, Integer> counts = new EnumMap<>(DeviceType.class);
        Map<Integer, Bed> beds = new HashMap<>();
        for (Credential device : devices) {
            int number = counts.merge(device.deviceType(), 1, Integer::sum);
            Bed bed = beds.computeIfAbsent(
                    number, n -> new Bed("ICU-%02d".formatted(n), seedOf("the bed of " + device.id(), seed)));
            long own = seedOf(device.id(), seed);
            DeviceModel model = BedDevice.of(device.deviceType()).model(device.id(), bed, own);
            ward.devices.add(new SimulatedDevice(device.id(), model, own));
        }
        return ward;
    }

    /** So many of each type, in the order in which they are listed. */
    static List<Credential> atBeds(int beds, Set<BedDevice> kinds, List<Credential> all) {
        List<Credential> chosen = new ArrayList<>();
        for (BedDevice kind : kinds) {
            List<Credential> fitting = all.stream()
                    .filter(each -> each.deviceType() == kind.type())
                    .toList();
            if (fitting.size() < beds) {
                throw new IllegalArgumentException("%d beds need %d devices of type %s; the file has %d"
                        .formatted(beds, beds, kind, fitting.size()));
            }
            chosen.addAll(fitting.subList(0, beds));
        }
        return chosen;
    }

    /** When the next message is due; later ones are never due earlier. */
    public Duration nextDue() {
        return pace.due(index, devices.element().at());
    }

    /** The next message. It counts as sent: the device's counter goes on. */
    public SimulatedMessage next() {
        Duration due = nextDue();
        index++;
        SimulatedDevice device = devices.remove();
        SimulatedMessage message = device.next(start, due);
        devices.add(device);
        return message;
    }

    /** Every device's goodbye at that time. */
    public List<SimulatedMessage> farewells(Duration due) {
        return devices.stream()
                .sorted(Comparator.comparing(SimulatedDevice::deviceId))
                .map(device -> device.farewell(start, due))
                .toList();
    }

    private static long seedOf(String name, long seed) {
        CRC32C checksum = new CRC32C();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return seed * 0x9E37_79B9_7F4A_7C15L ^ checksum.getValue() << 17;
    }
}
