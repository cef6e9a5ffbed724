package io.wardlog.collector.custody;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.hash.Hash;
import java.util.Optional;

/**
 * What a verified batch header says about the batch's place.
 *
 * @param agent whose batch it is, in which epoch
 * @param position its number, its predecessor and its events' indexes
 * @param hash the batch's own hash
 * @param previous the last batch of the epoch before, if the agent knows it
 */
public record BatchPlace(AgentEpoch agent, BatchPosition position, Hash hash, Optional<BatchLink> previous) {
    EpochRef epoch() {
        return new EpochRef(new AgentRef(agent.tenantId(), agent.agentId()), agent.epoch());
    }

    long sequence() {
        return position.batchSequence();
    }

    /** The batch alone, as a stretch. */
    Stretch asStretch(int id) {
        return new Stretch(
                id,
                position.batchSequence(),
                position.prevBatchHash(),
                position.firstIndex(),
                position.batchSequence(),
                hash,
                position.firstIndex() + position.count());
    }

    /** Whether a batch with number 1 begins its epoch as it must; true of all others. */
    boolean beginsRightly() {
        return sequence() > 1
                || position.firstIndex() == 0 && position.prevBatchHash().equals(agent.genesis());
    }
}
