package io.wardlog.collector.custody;

/**
 * What the ledger keeps of an agent.
 *
 * @param epoch the epoch that was seen to begin last
 * @param lastBatchMillis when its last batch was judged, in milliseconds of the wall clock
 * @param silent whether its silence has been reported and nothing has come since
 */
record AgentState(String epoch, long lastBatchMillis, boolean silent) {
    AgentState heardAt(long millis) {
        return new AgentState(epoch, millis, false);
    }

    AgentState fallenSilent() {
        return new AgentState(epoch, lastBatchMillis, true);
    }
}
