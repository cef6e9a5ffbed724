package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SentBatch;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it means that the collector's confirmed head is none of the batches that wait for confirmation.
 *
 * @param lost confirmed batches that the collector no longer has, to be sent again
 * @param unknownHead a batch of the current epoch that the collector has and this journal has not: it was rolled back
 */
record HeadJudgement(List<SentBatch> lost, Optional<BatchLink> unknownHead) {

    private static final Logger log = LoggerFactory.getLogger(HeadJudgement.class);

    /**
     * @param kept every batch that the journal holds, oldest first
     * @param last the last batch that was sealed, number 0 for none in its epoch
     */
    static HeadJudgement of(Optional<BatchLink> confirmed, List<SentBatch> kept, BatchLink last) {
        if (confirmed.isEmpty()) {
            return new HeadJudgement(kept, Optional.empty());
        }
        BatchLink head = confirmed.get();
        int at = KeptBatches.indexOf(kept, head);
        if (at >= 0) {
            return new HeadJudgement(kept.subList(at + 1, kept.size()), Optional.empty());
        }
        boolean ours = head.epoch().equals(last.epoch());
        boolean pruned = ours
                && !kept.isEmpty()
                && head.batchSequence() < kept.get(0).batch().batchSequence()
                && kept.get(0).batch().epoch().equals(head.epoch());
        if (pruned) {
            return new HeadJudgement(kept, Optional.empty());
        }
        return new HeadJudgement(List.of(), ours ? confirmed : Optional.empty());
    }

    void apply(SendQueue queue, Ledger ledger) {
        List<SentBatch> again =
                lost.stream().filter(batch -> !queue.holds(batch.batch())).toList();
        if (!again.isEmpty()) {
            log.warn("collector_lost_batches count={}", again.size());
            queue.prepend(again);
        }
        unknownHead.ifPresent(head -> {
            log.error("journal_rolled_back epoch={} batchSequence={}", head.epoch(), head.batchSequence());
            ledger.beginEpoch(head);
        });
    }
}
