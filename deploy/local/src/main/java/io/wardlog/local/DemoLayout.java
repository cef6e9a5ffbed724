package io.wardlog.local;

import java.nio.file.Path;

/** Where a demo keeps what; all below one directory, which a later start opens again. */
record DemoLayout(Path directory) {

    DemoLayout {
        directory = directory.toAbsolutePath().normalize();
    }

    Path lock() {
        return directory.resolve("demo.lock");
    }

    /** What programs need to know; exists only while everything is ready. */
    Path description() {
        return directory.resolve("demo.json");
    }

    Path pki() {
        return directory.resolve("pki");
    }

    Path collector() {
        return directory.resolve("collector");
    }

    Path collectorConfig() {
        return directory.resolve("collector.yaml");
    }

    Path register() {
        return directory.resolve("agents.yaml");
    }

    Path archive() {
        return directory.resolve("archive");
    }

    /** The directory of an agent's configuration and journal. */
    Path agent(String agentId) {
        return directory.resolve(agentId);
    }

    Path agentConfig(String agentId) {
        return agent(agentId).resolve("agent.yaml");
    }

    Path agentDevices(String agentId) {
        return agent(agentId).resolve("devices.yaml");
    }

    /** The simulator's devices of a ward, with their tokens. */
    Path wardDevices(String ward) {
        return directory.resolve("ward-" + ward + "-devices.json");
    }

    /** The ids of the events that the ward's agent acknowledged in this run. */
    Path acknowledged(String ward) {
        return directory.resolve("ward-" + ward + "-acknowledged.txt");
    }

    /** The devices of a ward's agent that only {@code wardlog simulate seed} uses, with their tokens. */
    Path seedDevices(String ward) {
        return directory.resolve("ward-" + ward + "-seed-devices.json");
    }

    /** The devices of a ward's agent that only {@code wardlog simulate load} uses, with their tokens. */
    Path loadDevices(String ward) {
        return directory.resolve("ward-" + ward + "-load-devices.json");
    }

    /** A tenant's devices that nobody simulates; an earlier version, with one tenant, named them so too. */
    Path spares(DemoTenant tenant) {
        return directory.resolve(isFirst(tenant) ? "spare-devices.json" : tenant.id() + "-spare-devices.json");
    }

    Path export() {
        return directory.resolve("export.ndjson");
    }

    /** Where a tenant's export goes when the first one's goes to that file. */
    static Path export(Path first, DemoTenant tenant) {
        if (isFirst(tenant)) {
            return first;
        }
        String name = first.getFileName().toString();
        int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        return first.resolveSibling(name.substring(0, end) + "-" + tenant.id() + name.substring(end));
    }

    private static boolean isFirst(DemoTenant tenant) {
        return tenant.id().equals(DemoNames.TENANT);
    }

    Path log(String process) {
        return directory.resolve("logs").resolve(process + ".log");
    }
}
