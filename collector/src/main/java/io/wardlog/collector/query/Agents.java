package io.wardlog.collector.query;

import java.util.List;
import java.util.Optional;

/** What is known of every agent. Safe for use by several threads. */
public interface Agents {

    /** The agents, ordered by tenant and agent; nothing while what custody says of them is still being read. */
    Optional<List<AgentEntry>> all();
}
