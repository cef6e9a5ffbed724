package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.CollectorConfig;
import io.wardlog.config.ConfigLoader;
import io.wardlog.servers.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo writes is what the processes read, and a second start finds what the first one made. */
class DemoFilesTest {

    @TempDir
    Path directory;

    private DemoLayout layout;
    private DemoKeys keys;
    private DemoDevices devices;

    @BeforeEach
    void open() throws Exception {
        layout = new DemoLayout(directory.resolve("with a space"));
        Files.createDirectories(layout.directory());
        keys = DemoKeys.open(layout, Instant.parse("2026-11-01T08:00:00Z"));
        devices = DemoDevices.open(layout, keys.pki(), keys.validity());
    }

    @Test
    void theCollectorReadsItsConfiguration() throws Exception {
        DemoPorts ports = DemoPorts.choose();
        new DemoConfigs(layout, keys, devices, ports).write();
        CollectorConfig config = ConfigLoader.load(
                CollectorConfig.class, layout.collectorConfig(), Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("127.0.0.1:" + ports.kafka());
        assertThat(config.kafka().singleNode()).isTrue();
        assertThat(config.ingest().orElseThrow().receiptKey()).isRegularFile();
        assertThat(config.register()).isEqualTo(layout.register());
        assertThat(config.archive().orElseThrow().directory()).contains(layout.archive());
    }

    @Test
    void aSecondStartHasTheSameKeysAndDevices() throws Exception {
        String ca = Files.readString(keys.ca());
        DemoKeys again = DemoKeys.open(layout, Instant.parse("2026-11-02T08:00:00Z"));
        assertThat(Files.readString(again.ca())).isEqualTo(ca);
        assertThat(DemoDevices.open(layout, again.pki(), again.validity())).isEqualTo(devices);
    }

    @Test
    void everyTenantHasItsBedsAndSparesOfBothKindsAndTokensAreTheOwnersOnly() throws Exception {
        for (DemoTenant tenant : DemoNames.TENANTS) {
            assertThat(tenant.wards())
                    .allMatch(ward -> devices.wards().get(ward).size() == 4 * tenant.bedsPerWard());
            assertThat(devices.spares(tenant))
                    .extracting(DemoDevice::type)
                    .contains("infusion_pump", "patient_monitor");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.spares(tenant))))
                    .isEqualTo("rw-------");
        }
        assertThat(devices.kinds("a"))
                .containsExactlyInAnyOrder("infusion_pump", "patient_monitor", "ventilator", "smart_bed");
        assertThat(devices.wards()).hasSize(4);
    }

    @Test
    void noDeviceIsInTwoTenantsDirectoriesAndEachAgentIsItsTenants() throws Exception {
        new DemoConfigs(layout, keys, devices, DemoPorts.free()).write();
        for (DemoTenant tenant : DemoNames.TENANTS) {
            for (String ward : tenant.wards()) {
                String directoryOfWard = Files.readString(layout.agentDevices(DemoNames.agent(ward)));
                for (DemoTenant other : DemoNames.TENANTS) {
                    boolean own = other.equals(tenant);
                    assertThat(devices.spares(other))
                            .allMatch(device -> directoryOfWard.contains("  " + device.id() + ":") == own);
                }
                assertThat(Files.readString(layout.agentConfig(DemoNames.agent(ward))))
                        .contains("tenantId: " + tenant.id() + "\n", "hospitalId: " + tenant.hospitalId() + "\n")
                        .contains(keys.sealPublicKey(tenant).toString());
            }
            assertThat(Files.readString(layout.register()))
                    .contains(
                            "  " + tenant.id() + ":\n",
                            keys.sealPublicKey(tenant).toString());
        }
    }

    @Test
    void aDirectoryOfAnEarlierVersionGetsWhatIsNew() throws Exception {
        List<DemoDevice> wardA = devices.wards().get("a");
        for (String ward : List.of("c", "d")) {
            Files.delete(layout.wardDevices(ward));
        }
        Files.delete(layout.loadDevices(DemoNames.LOADED_WARD));
        DemoDevices again = DemoDevices.open(layout, keys.pki(), keys.validity());
        assertThat(again.wards().get("a")).isEqualTo(wardA);
        assertThat(again.wards()).containsOnlyKeys("a", "b", "c", "d");
        assertThat(again.load()).hasSize(4 * DemoDevices.LOAD_BEDS);
    }

    @Test
    void theGuideNamesTheRunsPortsAndASpare() {
        DemoPorts ports = DemoPorts.choose();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new Guide(layout, keys, devices, ports, Path.of("/opt/ward log/wardlog"))
                .print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("mosquitto_pub -h 127.0.0.1 -p "
                        + ports.agents().get("a").mqtt())
                .contains("nc -w 2 127.0.0.1 " + ports.agents().get("a").tcp())
                .contains("'/opt/ward log/wardlog' verify")
                .contains(devices.spares().get(0).password());
    }

    @Test
    void anotherPortIsTakenWhenTheUsualOneIsTaken() throws Exception {
        int port = FreePorts.next();
        assertThat(FreePorts.preferring(port)).isEqualTo(port);
        try (java.net.ServerSocket taken =
                new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.preferring(taken.getLocalPort())).isNotEqualTo(port);
        }
    }

    @Test
    void theExportIsComparedWithWhatWasAcknowledged() throws Exception {
        Path export = directory.resolve("export");
        Path acknowledged = directory.resolve("acknowledged");
        Files.writeString(export, line("1") + line("2") + line("2") + line("9"));
        Files.write(acknowledged, List.of("1", "2", "3"));
        ExportCheck check = ExportCheck.of(export, List.of(acknowledged));
        assertThat(check).isEqualTo(new ExportCheck(4, 3, 1, 1));
        assertThat(check.exactlyOnce()).isFalse();
        Files.write(acknowledged, List.of("1", "9"));
        assertThat(ExportCheck.of(export, List.of(acknowledged)).exactlyOnce()).isTrue();
    }

    private static String line(String eventId) {
        return "{\"event\":{\"eventId\":\"" + eventId + "\"},\"hash\":\"\"}\n";
    }
}
