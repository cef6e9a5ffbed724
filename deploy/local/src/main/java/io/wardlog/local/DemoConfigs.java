package io.wardlog.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the configuration files of the collector and the agents, in the format of production, for this run's ports. */
record DemoConfigs(DemoLayout layout, DemoKeys keys, DemoDevices devices, DemoPorts ports) {

    void write() throws IOException {
        writeFile(layout.collectorConfig(), collector());
        writeFile(layout.register(), register());
        for (String ward : DemoNames.WARDS) {
            String agentId = DemoNames.agent(ward);
            writeFile(layout.agentDevices(agentId), directory(ward));
            writeFile(layout.agentConfig(agentId), agent(ward));
        }
    }

    private String collector() {
        Path own = keys.collector();
        return """
                # The demo's collector: every role in one process.
                collectorId: collector-1
                dataDir: %s
                register: %s
                kafka:
                  bootstrap: [127.0.0.1:%d]
                  singleNode: true
                  partitions: 3
                ingest:
                  listen: 127.0.0.1:%d
                  certificate: %s
                  key: %s
                  clientCa: %s
                  receiptKey: %s
                  receiptPublicKey: %s
                custody:
                  receiptPublicKeys: [%s]
                index:
                  opensearch: http://127.0.0.1:%d
                archive:
                  directory: %s
                  flushAfter: 5s
                api:
                  listen: 127.0.0.1:%d
                status:
                  listen: 127.0.0.1:%d
                """.formatted(
                        quoted(layout.collector()),
                        quoted(layout.register()),
                        ports.kafka(),
                        ports.ingest(),
                        quoted(own.resolve("tls.pem")),
                        quoted(own.resolve("tls.key")),
                        quoted(keys.ca()),
                        quoted(own.resolve("receipt.key")),
                        quoted(own.resolve("receipt.pub.pem")),
                        quoted(own.resolve("receipt.pub.pem")),
                        ports.openSearch(),
                        quoted(layout.archive()),
                        ports.api(),
                        ports.collectorStatus());
    }

    private String register() {
        return "# Which agents may send batches, and each tenant's seal key.\ntenants:\n"
                + DemoNames.TENANTS.stream().map(this::sealKey).collect(Collectors.joining())
                + "agents:\n"
                + DemoNames.WARDS.stream().map(this::registered).collect(Collectors.joining());
    }

    private String sealKey(DemoTenant tenant) {
        return "  %s:\n    sealPublicKey: %s\n".formatted(tenant.id(), quoted(keys.sealPublicKey(tenant)));
    }

    private String registered(String ward) {
        String agentId = DemoNames.agent(ward);
        DemoTenant tenant = DemoNames.tenantOf(ward);
        return """
                - agentId: %s
                  tenantId: %s
                  hospitalId: %s
                  signingPublicKey: %s
                """.formatted(
                        agentId,
                        tenant.id(),
                        tenant.hospitalId(),
                        quoted(keys.agent(agentId).resolve("signing.pub.pem")));
    }

    private String directory(String ward) {
        StringBuilder yaml = new StringBuilder("# The devices that this gateway knows.\ndevices:\n");
        List<DemoDevice> own = devices.wards().get(ward);
        own.forEach(device -> append(yaml, device));
        devices.seeds().get(ward).forEach(device -> append(yaml, device));
        if (ward.equals(DemoNames.LOADED_WARD)) {
            devices.load().forEach(device -> append(yaml, device));
        }
        devices.spares(DemoNames.tenantOf(ward)).forEach(device -> append(yaml, device));
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, DemoDevice device) {
        yaml.append(entry(device));
    }

    /** A device's lines at the end of an agent's device directory. */
    static String entry(DemoDevice device) {
        return """
                  %s:
                    type: %s
                    tokenHmac: %s
                """.formatted(device.id(), device.type(), TokenHmac.of(device.id(), device.password()))
                .indent(2);
    }

    private String agent(String ward) {
        String agentId = DemoNames.agent(ward);
        DemoTenant tenant = DemoNames.tenantOf(ward);
        Path own = keys.agent(agentId);
        DemoPorts.AgentPorts open = ports.agents().get(ward);
        return """
                # The gateway of ward %s.
                agentId: %s
                tenantId: %s
                hospitalId: %s
                dataDir: %s
                devices: %s
                signingKey: %s
                signingPublicKey: %s
                sealPublicKey: %s
                tls:
                  certificate: %s
                  key: %s
                  deviceCa: %s
                mqtt:
                  ports:
                    plain: 127.0.0.1:%d
                    tls: 127.0.0.1:%d
                tcp:
                  ports:
                    plain: 127.0.0.1:%d
                    tls: 127.0.0.1:%d
                http:
                  ports:
                    plain: 127.0.0.1:%d
                collector:
                  url: https://127.0.0.1:%d
                  ca: %s
                  certificate: %s
                  key: %s
                  receiptPublicKeys: [%s]
                journal:
                  quota: 2GiB
                  segment: 16MiB
                  criticalReserve: 4MiB
                status:
                  listen: 127.0.0.1:%d
                """.formatted(
                        ward.toUpperCase(java.util.Locale.ROOT),
                        agentId,
                        tenant.id(),
                        tenant.hospitalId(),
                        quoted(layout.agent(agentId).resolve("data")),
                        quoted(layout.agentDevices(agentId)),
                        quoted(own.resolve("signing.key")),
                        quoted(own.resolve("signing.pub.pem")),
                        quoted(keys.sealPublicKey(tenant)),
                        quoted(own.resolve("tls.pem")),
                        quoted(own.resolve("tls.key")),
                        quoted(keys.ca()),
                        open.mqtt(),
                        open.mqtts(),
                        open.tcp(),
                        open.tcps(),
                        open.http(),
                        ports.ingest(),
                        quoted(keys.ca()),
                        quoted(own.resolve("tls.pem")),
                        quoted(own.resolve("tls.key")),
                        quoted(keys.collector().resolve("receipt.pub.pem")),
                        open.status());
    }

    /** A path as a YAML double-quoted scalar. */
    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void writeFile(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
