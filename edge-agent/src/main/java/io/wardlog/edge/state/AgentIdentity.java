package io.wardlog.edge.state;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.chain.ChainId;

/** Whose agent this is and which one: the same in every event, header and certificate of it. */
public record AgentIdentity(String tenantId, String hospitalId, String agentId) {

    /** This agent in one of its epochs. */
    public AgentEpoch in(String epoch) {
        return new AgentEpoch(tenantId, hospitalId, agentId, epoch);
    }

    /** The chain of a device at this agent in an epoch. */
    public ChainId chain(String epoch, String deviceId) {
        return new ChainId(tenantId, hospitalId, agentId, epoch, deviceId);
    }
}
