package io.wardlog.simulator.agents;

import io.wardlog.simulator.link.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --agents} of a command, and the agents that it names: without it those of the running demo. */
public final class AgentsOption {
    private static final int CONNECT_MILLIS = 2_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--agents",
            paramLabel = "FILE",
            description = "JSON file that names the agents by tenant, such as a running demo's demo.json"
                    + " (that of the demo in the source tree)")
    private Path file;

    /** Whether a file was named. */
    public boolean isGiven() {
        return file != null;
    }

    /** @throws ParameterException when there is no such file: it says what to start or to name */
    public AgentsFile read() throws IOException {
        Path named = file == null ? AgentsFile.ofDemo() : file;
        if (!Files.exists(named)) {
            throw new ParameterException(
                    spec.commandLine(),
                    file == null
                            ? "no demo is running (there is no " + named
                                    + "): start one with ./wardlog demo, or name other agents with --agents"
                            : "there is no file " + named);
        }
        return AgentsFile.read(named);
    }

    /** @throws ParameterException when nobody listens there: a demo that was killed leaves its file behind */
    public void requireListens(AgentsFile.Agent agent, Endpoint endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s of tenant %s does not listen at %s:%d (%s): start it, for example with ./wardlog demo"
                            .formatted(
                                    agent.agentId(),
                                    agent.tenantId(),
                                    endpoint.host(),
                                    endpoint.port(),
                                    e.getMessage()),
                    e);
        }
    }
}
