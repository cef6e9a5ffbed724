package io.wardlog.collector.ingest;

import io.wardlog.collector.topic.AgentSighting;

/** Where it is noted that an agent that is not in the register was seen. Thread-safe; returns at once. */
@FunctionalInterface
public interface SightingLog {
    /** Notes it, in place of what was noted of this agent by this collector before; a failure to do so is logged and stops nobody. */
    void note(AgentSighting sighting);
}
