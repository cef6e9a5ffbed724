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

    Path spares() {
        return directory.resolve("spare-devices.json");
    }

    Path export() {
        return directory.resolve("export.ndjson");
    }

    Path log(String process) {
        return directory.resolve("logs").resolve(process + ".log");
    }
}
