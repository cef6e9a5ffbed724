package io.wardlog.simulator.ward;

import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.SimulatedMessage;
import io.wardlog.simulator.model.DeviceModel;
import io.wardlog.simulator.model.MonitorModel;
import io.wardlog.simulator.model.PumpModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.zip.CRC32C;

/**
 * Beds, each with a pump and a monitor, as one endless stream of messages in the order in which they are due. The same devices, seed, pace and start
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

    /** A ward of these devices; each course depends on the seed and the device's id only. */
    static Ward of(List<Credential> devices, long seed, Pace pace, Instant start) {
        Ward ward = new Ward(pace, start);
        for (Credential device : devices) {
            long own = seedOf(device.id(), seed);
            ward.devices.add(new SimulatedDevice(device.id(), model(device, own), own));
        }
        return ward;
    }

    /** The pumps and monitors for so many beds, in the order in which they are listed. */
    static List<Credential> atBeds(int beds, List<Credential> all) {
        List<Credential> chosen = new ArrayList<>();
        for (DeviceType type : List.of(DeviceType.INFUSION_PUMP, DeviceType.PATIENT_MONITOR)) {
            List<Credential> fitting =
                    all.stream().filter(each -> each.deviceType() == type).toList();
            if (fitting.size() < beds) {
                throw new IllegalArgumentException("%d beds need %d devices of type %s; the file has %d"
                        .formatted(beds, beds, type, fitting.size()));
            }
            chosen.addAll(fitting.subList(0, beds));
        }
        return chosen;
    }

    /** The next message; messages come in the order in which they are due. */
    public SimulatedMessage next() {
        SimulatedDevice device = devices.remove();
        SimulatedMessage message = device.next(start, pace.due(index++, device.at()));
        devices.add(device);
        return message;
    }

    /** Every device's goodbye at that time. */
    List<SimulatedMessage> farewells(Duration due) {
        return devices.stream()
                .sorted(Comparator.comparing(SimulatedDevice::deviceId))
                .map(device -> device.farewell(start, due))
                .toList();
    }

    private static DeviceModel model(Credential device, long seed) {
        return device.deviceType() == DeviceType.INFUSION_PUMP
                ? new PumpModel(device.id(), seed)
                : new MonitorModel(device.id(), seed);
    }

    private static long seedOf(String deviceId, long seed) {
        CRC32C checksum = new CRC32C();
        checksum.update(deviceId.getBytes(StandardCharsets.UTF_8));
        return seed * 0x9E37_79B9_7F4A_7C15L ^ checksum.getValue() << 17;
    }
}
