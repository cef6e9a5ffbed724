package io.wardlog.simulator.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which agents there are, by tenant: {@code {"caFile"?,"tenants":[{"tenantId","agents":[{"agentId","tcp" or "tcps":{"host","port"},"seedDevices"}]}]}};
 * a running demo describes itself so in its {@code demo.json}. {@code seedDevices} is a devices file, taken from this file's directory on.
 */
record AgentsFile(List<Tenant> tenants) {

    /** One tenant's agents. */
    record Tenant(String tenantId, List<Agent> agents) {}

    /** One agent, its TCP listener, and the devices that it knows and nobody else simulates. */
    record Agent(String agentId, Endpoint endpoint, List<Credential> devices) {}

    static AgentsFile read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        List<Tenant> tenants = new ArrayList<>();
        for (JsonNode tenant : root.path("tenants")) {
            List<Agent> agents = new ArrayList<>();
            for (JsonNode agent : tenant.path("agents")) {
                agents.add(agent(agent, root, file));
            }
            tenants.add(new Tenant(text(tenant, "tenantId", file), List.copyOf(agents)));
        }
        if (tenants.isEmpty()) {
            throw new IOException(file + " names no tenants: it has no \"tenants\", or they are empty");
        }
        return new AgentsFile(List.copyOf(tenants));
    }

    private static Agent agent(JsonNode agent, JsonNode root, Path file) throws IOException {
        boolean plain = agent.path("tcp").isObject();
        JsonNode listener = agent.path(plain ? "tcp" : "tcps");
        if (!listener.path("port").isInt()) {
            throw new IOException(file + ": an agent has neither \"tcp\" nor \"tcps\" with a port");
        }
        Optional<Path> ca = plain ? Optional.empty() : Optional.of(file.resolveSibling(text(root, "caFile", file)));
        Endpoint endpoint =
                new Endpoint(text(listener, "host", file), listener.get("port").intValue(), ca);
        Path devices = file.resolveSibling(text(agent, "seedDevices", file));
        return new Agent(text(agent, "agentId", file), endpoint, Credential.readAll(devices));
    }

    private static String text(JsonNode object, String field, Path file) throws IOException {
        if (!object.path(field).isTextual()) {
            throw new IOException(file + ": there is no text in \"" + field + "\"");
        }
        return object.get(field).textValue();
    }
}
