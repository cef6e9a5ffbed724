package io.wardlog.collector.query;

import io.wardlog.collector.topic.AgentStanding;
import java.util.List;
import java.util.Optional;

/** What custody knows of every agent, as {@code wardlog.agents.v1} says. Safe for use by several threads. */
public interface Agents {

    /** The agents' last standings, ordered by tenant and agent; nothing while they are still being read. */
    Optional<List<AgentStanding>> standings();
}
