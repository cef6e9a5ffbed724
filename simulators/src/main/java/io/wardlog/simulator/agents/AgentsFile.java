package io.wardlog.simulator.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.simulator.link.Endpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which agents there are, by tenant: {@code {"caFile"?,"tenants":[{"tenantId","agents":[{"agentId","mqtt"?,"mqtts"?,"tcp"?,"tcps"?:{"host","port"},
 * "seedDevices"?,"loadDevices"?}]}]}}; a running demo describes itself so in its {@code demo.json}. Files are taken from this file's directory on.
 */
public record AgentsFile(Path file, List<Tenant> tenants) {
    private static final List<String> PLAIN = List.of("mqtt", "tcp");
    private static final List<String> WITH_TLS = List.of("mqtts", "tcps");
    private static final List<String> DEVICES = List.of("seedDevices", "loadDevices");

    /** One tenant's agents. */
    public record Tenant(String tenantId, List<Agent> agents) {}

    /**
     * One agent.
     *
     * @param listeners by the name that the file gives them
     * @param deviceFiles with devices that it knows and nobody else simulates, by the name that the file gives them
     */
    public record Agent(
            String tenantId, String agentId, Map<String, Endpoint> listeners, Map<String, Path> deviceFiles) {

        /** Its listener of that name: mqtt, mqtts, tcp or tcps. */
        public Optional<Endpoint> listener(String name) {
            return Optional.ofNullable(listeners.get(name));
        }

        /** Its devices file of that name: seedDevices or loadDevices. */
        public Optional<Path> devices(String name) {
            return Optional.ofNullable(deviceFiles.get(name));
        }
    }

    /** The file of a demo at its usual place in the source tree that this class was built in; it is there only while that demo runs. */
    public static Path ofDemo() {
        try {
            Path self = Path.of(AgentsFile.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return self.resolve("../../../demo-data/demo.json").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the file; one that is not of this form is an {@link IOException} that says where it is wrong. */
    public static AgentsFile read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        List<Tenant> tenants = new ArrayList<>();
        for (JsonNode tenant : root.path("tenants")) {
            String tenantId = text(tenant, "tenantId", file);
            List<Agent> agents = new ArrayList<>();
            for (JsonNode agent : tenant.path("agents")) {
                agents.add(new Agent(
                        tenantId, text(agent, "agentId", file), listeners(agent, root, file), devices(agent, file)));
            }
            tenants.add(new Tenant(tenantId, List.copyOf(agents)));
        }
        if (tenants.isEmpty()) {
            throw new IOException(file + " names no tenants: it has no \"tenants\", or they are empty");
        }
        return new AgentsFile(file, List.copyOf(tenants));
    }

    private static Map<String, Endpoint> listeners(JsonNode agent, JsonNode root, Path file) throws IOException {
        Map<String, Endpoint> listeners = new TreeMap<>();
        for (String name : PLAIN) {
            if (agent.has(name)) {
                listeners.put(name, endpoint(agent, name, Optional.empty(), file));
            }
        }
        for (String name : WITH_TLS) {
            if (agent.has(name)) {
                Path ca = file.resolveSibling(text(root, "caFile", file));
                listeners.put(name, endpoint(agent, name, Optional.of(ca), file));
            }
        }
        return listeners;
    }

    private static Endpoint endpoint(JsonNode agent, String name, Optional<Path> ca, Path file) throws IOException {
        JsonNode listener = agent.get(name);
        if (!listener.path("port").isInt()) {
            throw new IOException(file + ": an agent's \"" + name + "\" has no port");
        }
        return new Endpoint(text(listener, "host", file), listener.get("port").intValue(), ca);
    }

    private static Map<String, Path> devices(JsonNode agent, Path file) throws IOException {
        Map<String, Path> devices = new TreeMap<>();
        for (String name : DEVICES) {
            if (agent.has(name)) {
                devices.put(name, file.resolveSibling(text(agent, name, file)));
            }
        }
        return devices;
    }

    private static String text(JsonNode object, String field, Path file) throws IOException {
        if (!object.path(field).isTextual()) {
            throw new IOException(file + ": there is no text in \"" + field + "\"");
        }
        return object.get(field).textValue();
    }
}
