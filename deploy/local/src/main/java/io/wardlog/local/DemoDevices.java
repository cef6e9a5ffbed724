package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The devices of each ward and the spares that nobody simulates, with tokens and certificates; made once and read again by later starts.
 *
 * @param wards by ward
 * @param spares known to every agent, for whoever wants to try something by hand
 */
record DemoDevices(Map<String, List<DemoDevice>> wards, List<DemoDevice> spares) {
    private static final String PUMP = "infusion_pump";
    private static final String MONITOR = "patient_monitor";
    /** What each bed has: the type, by the first part of the device's name. */
    private static final Map<String, String> AT_A_BED =
            new TreeMap<>(Map.of("pump", PUMP, "monitor", MONITOR, "ventilator", "ventilator", "bed", "smart_bed"));

    private static final int TOKEN_BYTES = 32;

    /** Reads the devices of an earlier start, or makes them. */
    static DemoDevices open(DemoLayout layout, DevelopmentPki pki, Validity validity) throws IOException {
        if (Files.exists(layout.spares())) {
            return read(layout);
        }
        Maker maker = new Maker(layout, pki, validity);
        Map<String, List<DemoDevice>> wards = new TreeMap<>();
        for (String ward : DemoNames.WARDS) {
            List<DemoDevice> devices = new ArrayList<>();
            for (int bed = 1; bed <= DemoNames.BEDS_PER_WARD; bed++) {
                String place = "-%s%02d".formatted(ward, bed);
                for (Map.Entry<String, String> kind : AT_A_BED.entrySet()) {
                    devices.add(maker.make(kind.getKey() + place, kind.getValue()));
                }
            }
            wards.put(ward, List.copyOf(devices));
            write(layout.wardDevices(ward), devices);
        }
        List<DemoDevice> spares = List.of(
                maker.make("pump-spare-1", PUMP),
                maker.make("monitor-spare-1", MONITOR),
                maker.make("pump-spare-2", PUMP),
                maker.make("monitor-spare-2", MONITOR));
        write(layout.spares(), spares); // last: its presence says that all are there
        return new DemoDevices(wards, spares);
    }

    private record Maker(DemoLayout layout, DevelopmentPki pki, Validity validity, SecureRandom random) {
        Maker(DemoLayout layout, DevelopmentPki pki, Validity validity) {
            this(layout, pki, validity, new SecureRandom());
        }

        DemoDevice make(String id, String type) throws IOException {
            byte[] token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            Path files = layout.pki().resolve("devices").resolve(id);
            if (Files.notExists(files.resolve("tls.pem"))) {
                pki.device(DemoNames.TENANT, id, validity);
            }
            return new DemoDevice(
                    id,
                    type,
                    HexFormat.of().formatHex(token),
                    files.resolve("tls.pem").toString(),
                    files.resolve("tls.key").toString());
        }
    }

    /** The types of a ward's devices; a directory of an earlier version has fewer. */
    Set<String> kinds(String ward) {
        return wards.get(ward).stream().map(DemoDevice::type).collect(Collectors.toCollection(TreeSet::new));
    }

    private static DemoDevices read(DemoLayout layout) throws IOException {
        Map<String, List<DemoDevice>> wards = new TreeMap<>();
        for (String ward : DemoNames.WARDS) {
            wards.put(ward, readFile(layout.wardDevices(ward)));
        }
        return new DemoDevices(wards, readFile(layout.spares()));
    }

    private static List<DemoDevice> readFile(Path file) throws IOException {
        List<DemoDevice> devices = new ArrayList<>();
        for (JsonNode device : new ObjectMapper().readTree(file.toFile()).path("devices")) {
            devices.add(DemoDevice.fromJson(device));
        }
        return devices;
    }

    private static void write(Path file, List<DemoDevice> devices) throws IOException {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode array = root.putArray("devices");
        devices.forEach(device -> array.add(device.toJson()));
        AtomicFile.writePrivate(file, root.toPrettyString() + "\n");
    }
}
