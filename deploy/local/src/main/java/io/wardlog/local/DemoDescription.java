package io.wardlog.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.util.List;

/** {@code demo.json}: what a program needs to use the running demo. Its devices are the spares; the first ward's agent stands for the ways in. */
record DemoDescription(DemoLayout layout, DemoKeys keys, DemoDevices devices, DemoPorts ports) {

    void write(List<TetheredProcess> processes) throws IOException {
        AtomicFile.writePrivate(layout.description(), toJson(processes).toPrettyString() + "\n");
    }

    private ObjectNode toJson(List<TetheredProcess> processes) {
        String ward = DemoNames.WARDS.get(0);
        DemoPorts.AgentPorts agent = ports.agents().get(ward);
        DemoAddresses addresses = new DemoAddresses(ports);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", DemoNames.TENANT)
                .put("hospitalId", DemoNames.HOSPITAL)
                .put("caFile", keys.ca().toString());
        json.set("mqtt", endpoint(agent.mqtt()));
        json.set("mqtts", endpoint(agent.mqtts()));
        json.set("tcp", endpoint(agent.tcp()));
        json.put("http", addresses.http(ward))
                .put("api", addresses.api())
                .put("kafka", addresses.kafka())
                .put("opensearch", addresses.openSearch())
                .put("archive", layout.archive().toString());
        ArrayNode list = json.putArray("processes");
        processes.forEach(
                process -> list.addObject().put("name", process.name()).put("pid", process.pid()));
        ArrayNode spares = json.putArray("devices");
        devices.spares().forEach(device -> spares.add(device.toJson()));
        return json;
    }

    private static ObjectNode endpoint(int port) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("host", DemoAddresses.HOST)
                .put("port", port);
    }
}
