package io.wardlog.collector.custody;

/**
 * What the ledger keeps of an agent.
 *
 * @param epoch the epoch that was seen to begin last, or one that says that it follows that one
 * @param lastBatchMillis when its last batch was judged, in milliseconds of the wall clock
 * @param silent whether its silence has been reported and nothing has come since
 */
record AgentState(String epoch, long lastBatchMillis, boolean silent) {
    AgentState heardAt(long millis) {
        return new AgentState(epoch, millis, false);
    }

    AgentState in(String newest) {
        return new AgentState(newest, lastBatchMillis, silent);
    }

    AgentState fallenSilent() {
        return new AgentState(epoch, lastBatchMillis, true);
    }
}
