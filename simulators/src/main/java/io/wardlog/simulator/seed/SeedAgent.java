package io.wardlog.simulator.seed;

import io.wardlog.simulator.agents.AgentsFile;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One agent, its TCP listener, and the devices that it knows and nobody else simulates. */
record SeedAgent(AgentsFile.Agent named, Endpoint endpoint, List<Credential> devices) {

    static SeedAgent of(AgentsFile.Agent agent, Path file) throws IOException {
        Endpoint endpoint = agent.listener("tcp")
                .or(() -> agent.listener("tcps"))
                .orElseThrow(
                        () -> new IOException(file + ": " + agent.agentId() + " has neither \"tcp\" nor \"tcps\""));
        Path devices = agent.devices("seedDevices")
                .orElseThrow(() -> new IOException(file + ": " + agent.agentId() + " has no \"seedDevices\""));
        return new SeedAgent(agent, endpoint, Credential.readAll(devices));
    }
}
