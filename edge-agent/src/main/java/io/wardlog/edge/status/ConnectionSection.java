package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sections {@code connectedDevices} and {@code connections}: the devices that are connected, and what is open by protocol. */
public record ConnectionSection(Supplier<Set<String>> devices, AgentMetrics metrics) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        status.put("connectedDevices", devices.get().size());
        ObjectNode open = status.putObject("connections");
        metrics.connections().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .forEach(each -> open.put(each.getKey(), each.getValue()));
    }
}
