package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.chain.ChainHead;
import io.wardlog.edge.state.SealCursor;
import io.wardlog.edge.state.SentBatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where forwarding goes on after a start.
 *
 * @param cursor where sealing stands
 * @param sealedHeads every chain's head as of the last sealed event; absent when it cannot be known until the next epoch
 * @param knownBelow no entry below was a batch of the cursor's epoch that is later than its last one
 * @param lostBelow behind the last entry that cannot be read, any of which may have been a batch that the collector has; 0 when all can be read
 * @param unconfirmed the sealed batches to send, oldest first
 * @param confirmed the last batch that the collector confirmed, as far as known; saves reading the journal when the
 *     collector says the same
 */
public record ForwardStart(
        SealCursor cursor,
        Optional<Map<String, ChainHead>> sealedHeads,
        long knownBelow,
        long lostBelow,
        List<SentBatch> unconfirmed,
        Optional<BatchLink> confirmed) {}
