package io.wardlog.collector.custody;

/** One epoch of an agent: the scope within which batches are numbered and chains run. */
record EpochRef(AgentRef agent, String epoch) {}
