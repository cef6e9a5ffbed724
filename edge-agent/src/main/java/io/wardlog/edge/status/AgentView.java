package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the status server may ask of the agent; any thread, never waiting. */
public interface AgentView {

    /** Why the agent cannot take every message now; empty when it can. */
    String notReady();

    /** The whole status, for {@code wardlog agent status}. */
    ObjectNode status();

    /** Every device, for {@code wardlog agent status --devices}. Costs a look at each. */
    DeviceList devices();
}
