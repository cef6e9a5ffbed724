package io.wardlog.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What a demo leaves in its directory, made by the demo's own code as far as it makes files itself. */
final class Leftovers {
    private Leftovers() {}

    static DemoLayout in(Path directory) throws IOException {
        DemoLayout layout = new DemoLayout(directory);
        Files.createDirectories(layout.archive().resolve("events/day=2026-11-01"));
        Files.createFile(layout.lock());
        DemoKeys keys = DemoKeys.open(layout, Instant.parse("2026-11-01T08:00:00Z"));
        DemoDevices devices = DemoDevices.open(layout, keys.pki(), keys.validity());
        new DemoConfigs(layout, keys, devices, DemoPorts.free()).write();
        for (DemoTenant tenant : DemoNames.TENANTS) {
            Files.writeString(DemoLayout.export(layout.export(), tenant), "");
        }
        for (String name : List.of("kafka", "opensearch", "logs", "collector")) {
            Files.createDirectories(layout.directory().resolve(name).resolve("below"));
        }
        return layout;
    }
}
