package io.wardlog.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.util.List;

/**
 * {@code demo.json}: what a program needs to use the running demo. Its {@code devices} are spares. What stands beside {@code tenants} is the first
 * tenant's, and its first ward's agent stands for the ways in; under {@code tenants} each has its own.
 */
record DemoDescription(DemoLayout layout, DemoKeys keys, DemoDevices devices, DemoPorts ports) {

    void write(List<TetheredProcess> processes) throws IOException {
        AtomicFile.writePrivate(layout.description(), toJson(processes).toPrettyString() + "\n");
    }

    private ObjectNode toJson(List<TetheredProcess> processes) {
        DemoTenant first = DemoNames.TENANTS.get(0);
        DemoAddresses addresses = new DemoAddresses(ports);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", first.id())
                .put("hospitalId", first.hospitalId())
                .put("caFile", keys.ca().toString());
        putWaysIn(json, first.wards().get(0));
        json.put("api", addresses.api())
                .put("kafka", addresses.kafka())
                .put("opensearch", addresses.openSearch())
                .put("archive", layout.archive().toString());
        ArrayNode list = json.putArray("processes");
        processes.forEach(
                process -> list.addObject().put("name", process.name()).put("pid", process.pid()));
        putDevices(json, first);
        ArrayNode tenants = json.putArray("tenants");
        DemoNames.TENANTS.forEach(tenant -> tenants.add(tenant(tenant)));
        return json;
    }

    private ObjectNode tenant(DemoTenant tenant) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", tenant.id())
                .put("hospitalId", tenant.hospitalId());
        ArrayNode agents = json.putArray("agents");
        for (String ward : tenant.wards()) {
            ObjectNode agent = agents.addObject().put("agentId", DemoNames.agent(ward));
            putWaysIn(agent, ward);
            agent.put("status", new DemoAddresses(ports).agentStatus(ward))
                    .put("seedDevices", layout.seedDevices(ward).toString());
            if (ward.equals(DemoNames.LOADED_WARD)) {
                agent.put("loadDevices", layout.loadDevices(ward).toString());
            }
        }
        putDevices(json, tenant);
        return json;
    }

    private void putWaysIn(ObjectNode json, String ward) {
        DemoPorts.AgentPorts agent = ports.agents().get(ward);
        json.set("mqtt", endpoint(agent.mqtt()));
        json.set("mqtts", endpoint(agent.mqtts()));
        json.set("tcp", endpoint(agent.tcp()));
        json.put("http", new DemoAddresses(ports).http(ward));
    }

    private void putDevices(ObjectNode json, DemoTenant tenant) {
        ArrayNode spares = json.putArray("devices");
        devices.spares(tenant).forEach(device -> spares.add(device.toJson()));
    }

    private static ObjectNode endpoint(int port) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("host", DemoAddresses.HOST)
                .put("port", port);
    }
}
