package io.wardlog.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says where to look and what to try; every command works as printed, in a shell in any directory. */
record Guide(DemoLayout layout, DemoKeys keys, DemoDevices devices, DemoPorts ports, Path launcher) {

    void print(PrintStream out) {
        DemoAddresses addresses = new DemoAddresses(ports);
        DemoPorts.AgentPorts agent = ports.agents().get(DemoNames.WARDS.get(0));
        DemoDevice pump = devices.spares().get(0);
        DemoDevice monitor = devices.spares().get(1);
        out.printf("%nReady: %d tenants share a collector; stop with Ctrl-C.%n%n", DemoNames.TENANTS.size());
        DemoNames.TENANTS.forEach(tenant -> out.printf(
                "  tenant      %-10s  hospital %-12s  %s%n", tenant.id(), tenant.hospitalId(), wards(tenant)));
        out.printf("  events      %s/v1/events?limit=5%n", addresses.api());
        out.printf("  agents      %s/v1/agents%n", addresses.api());
        out.printf("  agent       %s/metrics%n", addresses.agentStatus(DemoNames.WARDS.get(0)));
        out.printf("  collector   %s/metrics%n", addresses.collectorStatus());
        out.printf("  Kafka       %s    OpenSearch  %s%n", addresses.kafka(), addresses.openSearch());
        out.printf("  archive     %s%n", layout.archive());
        out.printf("  logs        %s%n", layout.log("x").getParent());
        out.printf("  programs    %s%n%n", layout.description());
        out.printf("Try:%n");
        mqtt(out, pump, agent);
        tcp(out, monitor, agent);
        out.printf("%n# See both arrive, exactly once:%n");
        out.printf("curl -s '%s/v1/events?deviceId=%s'%n", addresses.api(), pump.id());
        out.printf("curl -s '%s/v1/devices/%s/timeline'%n", addresses.api(), monitor.id());
        tenants(out, addresses, pump);
        out.printf("%n# Take everything of a tenant with you and check it:%n");
        String export = quoted(layout.export().toString());
        out.printf("curl -sf '%s/v1/export?tenantId=%s' -o %s%n", addresses.api(), DemoNames.TENANT, export);
        out.printf("%s verify %s%n", quoted(launcher.toString()), export);
        String changed = quoted(layout.export() + ".changed");
        out.printf("%n# Change a byte and check again:%n");
        out.printf("sed '2s/\"eventType\":\"/&x/' %s > %s%n", export, changed);
        out.printf("%s verify %s%n%n", quoted(launcher.toString()), changed);
        out.flush();
    }

    private static String wards(DemoTenant tenant) {
        return tenant.wards().stream()
                .map(ward -> "ward %s with %d beds".formatted(ward.toUpperCase(Locale.ROOT), tenant.bedsPerWard()))
                .collect(Collectors.joining(", "));
    }

    private static void tenants(PrintStream out, DemoAddresses addresses, DemoDevice pump) {
        out.printf("%n# What each tenant has; asked for one, the API never shows another's:%n");
        for (DemoTenant tenant : DemoNames.TENANTS) {
            out.printf("curl -s '%s/v1/events?tenantId=%s&limit=3'%n", addresses.api(), tenant.id());
        }
        DemoTenant other = DemoNames.TENANTS.get(1);
        out.printf("# Your pump is tenant %s's; for %s there is no such device:%n", DemoNames.TENANT, other.id());
        out.printf("curl -s '%s/v1/events?tenantId=%s&deviceId=%s'%n", addresses.api(), other.id(), pump.id());
    }

    private void mqtt(PrintStream out, DemoDevice pump, DemoPorts.AgentPorts agent) {
        String topic = "wardlog/v1/" + pump.id() + "/infusion.rate_changed";
        String message =
                "{\"eventTime\":\"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'\",\"payload\":{\"infusionId\":\"by-hand-1\","
                        + "\"previousRate\":{\"value\":5,\"unit\":\"mL/h\"},\"rate\":{\"value\":7.5,\"unit\":\"mL/h\"},"
                        + "\"cause\":\"titration\"}}";
        out.printf("%n# A pump that you are (MQTT; add -V 5 for MQTT 5):%n");
        out.printf(
                "mosquitto_pub -h 127.0.0.1 -p %d -q 1 -i %s -u %s -P %s -t %s -m '%s'%n",
                agent.mqtt(), pump.id(), pump.id(), pump.password(), topic, message);
        out.printf("# The same over TLS with the pump's certificate:%n");
        out.printf(
                "mosquitto_pub -h 127.0.0.1 -p %d --cafile %s --cert %s --key %s -q 1 -i %s -t %s -m '%s'%n",
                agent.mqtts(),
                quoted(keys.ca().toString()),
                quoted(pump.certFile()),
                quoted(pump.keyFile()),
                pump.id(),
                topic,
                message);
    }

    private static void tcp(PrintStream out, DemoDevice monitor, DemoPorts.AgentPorts agent) {
        out.printf("%n# A monitor that you are (lines over TCP):%n");
        out.printf(
                "printf '%%s\\n' '{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"}}' "
                        + "'{\"eventType\":\"vitals.reported\",\"deviceId\":\"%s\",\"eventTime\":\"'$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)'\","
                        + "\"payload\":{\"heartRate\":{\"value\":72,\"unit\":\"/min\"}}}' | nc -w 2 127.0.0.1 %d%n",
                monitor.id(), monitor.password(), monitor.id(), agent.tcp());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
