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
 * The devices of each ward, and those that nobody simulates all the time, with tokens and certificates; made once and read again by later starts.
 *
 * @param wards by ward
 * @param seeds by ward: known to its agent, for {@code wardlog simulate seed}; they sign in with tokens only
 * @param load known to the first ward's agent, for {@code wardlog simulate load}; they sign in with tokens only
 * @param sparesByTenant known to every agent of the tenant, for whoever wants to try something by hand
 */
record DemoDevices(
        Map<String, List<DemoDevice>> wards,
        Map<String, List<DemoDevice>> seeds,
        List<DemoDevice> load,
        Map<String, List<DemoDevice>> sparesByTenant) {
    static final int SEED_BEDS = 4;
    /** Each has four devices. */
    static final int LOAD_BEDS = 50;

    private static final String PUMP = "infusion_pump";
    private static final String MONITOR = "patient_monitor";
    /** What each bed has: the type, by the first part of the device's name. */
    private static final Map<String, String> AT_A_BED =
            new TreeMap<>(Map.of("pump", PUMP, "monitor", MONITOR, "ventilator", "ventilator", "bed", "smart_bed"));

    private static final int TOKEN_BYTES = 32;

    /** Reads the devices of an earlier start, and makes what is missing. */
    static DemoDevices open(DemoLayout layout, DevelopmentPki pki, Validity validity) throws IOException {
        Map<String, List<DemoDevice>> wards = new TreeMap<>();
        Map<String, List<DemoDevice>> seeds = new TreeMap<>();
        Map<String, List<DemoDevice>> spares = new TreeMap<>();
        for (DemoTenant tenant : DemoNames.TENANTS) {
            Maker maker = new Maker(layout, pki, validity, tenant.id(), new SecureRandom());
            for (String ward : tenant.wards()) {
                wards.put(ward, readOr(layout.wardDevices(ward), () -> maker.ward(ward, tenant.bedsPerWard())));
                seeds.put(ward, readOr(layout.seedDevices(ward), () -> maker.withTokens(ward, "seed", SEED_BEDS)));
            }
            spares.put(tenant.id(), readOr(layout.spares(tenant), maker::spares));
        }
        Maker first = new Maker(layout, pki, validity, DemoNames.TENANT, new SecureRandom());
        String loaded = DemoNames.LOADED_WARD;
        List<DemoDevice> load = readOr(layout.loadDevices(loaded), () -> first.withTokens(loaded, "load", LOAD_BEDS));
        return new DemoDevices(wards, seeds, load, spares);
    }

    /** The first tenant's spares. */
    List<DemoDevice> spares() {
        return sparesByTenant.get(DemoNames.TENANT);
    }

    List<DemoDevice> spares(DemoTenant tenant) {
        return sparesByTenant.get(tenant.id());
    }

    /** The types of a ward's devices; a directory of an earlier version has fewer. */
    Set<String> kinds(String ward) {
        return wards.get(ward).stream().map(DemoDevice::type).collect(Collectors.toCollection(TreeSet::new));
    }

    @FunctionalInterface
    private interface Making {
        List<DemoDevice> make() throws IOException;
    }

    private static List<DemoDevice> readOr(Path file, Making making) throws IOException {
        if (Files.notExists(file)) {
            write(file, making.make());
        }
        return readFile(file);
    }

    private record Maker(DemoLayout layout, DevelopmentPki pki, Validity validity, String tenant, SecureRandom random) {

        List<DemoDevice> ward(String ward, int beds) throws IOException {
            List<DemoDevice> devices = new ArrayList<>();
            for (int bed = 1; bed <= beds; bed++) {
                for (Map.Entry<String, String> kind : AT_A_BED.entrySet()) {
                    devices.add(withCertificate("%s-%s%02d".formatted(kind.getKey(), ward, bed), kind.getValue()));
                }
            }
            return devices;
        }

        List<DemoDevice> withTokens(String ward, String purpose, int beds) {
            List<DemoDevice> devices = new ArrayList<>();
            for (int bed = 1; bed <= beds; bed++) {
                for (Map.Entry<String, String> kind : AT_A_BED.entrySet()) {
                    String id = "%s-%s-%s%d".formatted(kind.getKey(), ward, purpose, bed);
                    devices.add(new DemoDevice(id, kind.getValue(), token(), "", ""));
                }
            }
            return devices;
        }

        List<DemoDevice> spares() throws IOException {
            String before = tenant.equals(DemoNames.TENANT) ? "" : tenant + "-";
            List<DemoDevice> devices = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                devices.add(withCertificate(before + "pump-spare-" + i, PUMP));
                devices.add(withCertificate(before + "monitor-spare-" + i, MONITOR));
            }
            return devices;
        }

        private DemoDevice withCertificate(String id, String type) throws IOException {
            Path files = layout.pki().resolve("devices").resolve(id);
            if (Files.notExists(files.resolve("tls.pem"))) {
                pki.device(tenant, id, validity);
            }
            return new DemoDevice(
                    id,
                    type,
                    token(),
                    files.resolve("tls.pem").toString(),
                    files.resolve("tls.key").toString());
        }

        private String token() {
            byte[] token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            return HexFormat.of().formatHex(token);
        }
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
