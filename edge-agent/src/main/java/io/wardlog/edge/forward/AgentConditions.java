package io.wardlog.edge.forward;

import io.wardlog.batch.AgentCondition;

/** How the agent is now, as batch headers say it. */
@FunctionalInterface
public interface AgentConditions {

    /** The condition now, with this backlog of events and this age of the oldest unsent one. */
    AgentCondition now(long backlogEvents, long oldestUnsentMs);
}
