package io.wardlog.collector.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What custody knows of every agent, as {@code wardlog.agents.v1} says. Safe for use by several threads. */
public interface Agents {

    /** The agents' last standings, ordered by tenant and agent; nothing while they are still being read. */
    Optional<List<ObjectNode>> standings();
}
