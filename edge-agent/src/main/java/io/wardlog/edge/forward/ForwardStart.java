package io.wardlog.edge.forward;

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
 * @param unconfirmed the sealed batches to send, oldest first
 */
public record ForwardStart(
        SealCursor cursor, Optional<Map<String, ChainHead>> sealedHeads, List<SentBatch> unconfirmed) {}
