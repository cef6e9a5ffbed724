package io.wardlog.simulator.load;

import io.wardlog.event.DeviceType;
import io.wardlog.simulator.agents.AgentsFile;
import io.wardlog.simulator.agents.AgentsOption;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which agent is loaded, and by which devices; without them an agent of the running demo, by devices that it has for this. */
final class LoadTarget {
    private static final String LOAD_DEVICES = "loadDevices";
    private static final Set<DeviceType> KNOWN = EnumSet.of(
            DeviceType.INFUSION_PUMP, DeviceType.PATIENT_MONITOR, DeviceType.VENTILATOR, DeviceType.SMART_BED);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--devices",
            paramLabel = "FILE",
            description =
                    "JSON file with the devices and their tokens (the load devices of the first agent that has some)")
    private Path devices;

    @Option(names = "--protocol", defaultValue = "mqtt5", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Protocol protocol;

    @Option(names = "--host", description = "With --devices: the agent's host (127.0.0.1)")
    private String host;

    @Option(names = "--port", description = "With --devices: the agent's port (1883, with --ca 8883; tcp: 7070, 7071)")
    private Integer port;

    @Option(names = "--ca", description = "Speak TLS with the agent whose certificate this PEM file's authority made")
    private Path caFile;

    @Option(
            names = "--sign-in",
            defaultValue = "password",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); a certificate needs --ca")
    private SignIn signIn;

    /** An agent, and devices that it knows. */
    record Chosen(Endpoint endpoint, List<Credential> devices) {}

    Protocol protocol() {
        return protocol;
    }

    SignIn signIn() {
        return signIn;
    }

    /**
     * The agent, and a device for each connection: one that connects twice would take over its own connection.
     *
     * @throws ParameterException when there is no such agent, or it has too few devices
     */
    Chosen choose(AgentsOption agents, int connections) throws IOException {
        check(signIn == SignIn.password || caFile != null, "--sign-in certificate needs --ca");
        if (devices != null) {
            check(!agents.isGiven(), "--devices and --agents exclude each other");
            int there = Objects.requireNonNullElseGet(port, this::usualPort);
            Endpoint endpoint =
                    new Endpoint(Objects.requireNonNullElse(host, "127.0.0.1"), there, Optional.ofNullable(caFile));
            return new Chosen(endpoint, first(connections, devices));
        }
        check(host == null && port == null, "--host and --port go with --devices");
        AgentsFile file = agents.read();
        AgentsFile.Agent agent = file.tenants().stream()
                .flatMap(tenant -> tenant.agents().stream())
                .filter(each -> each.devices(LOAD_DEVICES).isPresent())
                .findFirst()
                .orElseThrow(() -> wrong(file.file() + " names no agent with \"" + LOAD_DEVICES
                        + "\": name a file of devices with --devices"));
        Endpoint endpoint = listener(agent);
        List<Credential> own = first(connections, agent.devices(LOAD_DEVICES).get());
        agents.requireListens(agent, endpoint);
        return new Chosen(endpoint, own);
    }

    private Endpoint listener(AgentsFile.Agent agent) {
        String name = (protocol == Protocol.tcp ? "tcp" : "mqtt") + (caFile == null ? "" : "s");
        Endpoint found = agent.listener(name)
                .orElseThrow(() -> wrong(agent.agentId() + " of tenant " + agent.tenantId() + " has no \"" + name
                        + "\" in the file of agents"));
        return new Endpoint(found.host(), found.port(), Optional.ofNullable(caFile));
    }

    private int usualPort() {
        boolean plain = caFile == null;
        if (protocol == Protocol.tcp) {
            return plain ? 7070 : 7071;
        }
        return plain ? 1883 : 8883;
    }

    private List<Credential> first(int connections, Path file) throws IOException {
        List<Credential> all = Credential.readAll(file).stream()
                .filter(device -> KNOWN.contains(device.deviceType()))
                .toList();
        check(
                all.size() >= connections,
                ("%,d connections need as many devices; %s has %,d that can be simulated. A device has one connection, and a second one"
                                + " would take it over: ask for fewer --connections, or name more devices with --devices")
                        .formatted(connections, file, all.size()));
        List<Credential> chosen = all.subList(0, connections);
        check(
                signIn == SignIn.password
                        || chosen.stream().allMatch(device -> device.certFile().isPresent()),
                "--sign-in certificate: a device has no certFile in " + file);
        return chosen;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
