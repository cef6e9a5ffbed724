package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SentBatch;
import java.util.List;
import java.util.Optional;

/**
 * What it means that the collector's confirmed head is none of the batches that wait for confirmation.
 *
 * @param lost batches that the collector no longer has, to be sent again
 * @param unknownHead a batch that the collector has and this journal never had, or no longer: it was rolled back
 * @param unfillable whether the current epoch lacks batches that the collector has lost and the journal no longer holds: it
 *     could never be confirmed further, so that a new one must begin
 */
record HeadJudgement(List<SentBatch> lost, Optional<BatchLink> unknownHead, boolean unfillable) {

    /**
     * @param confirmed the collector's head, absent when it has confirmed nothing of this agent
     * @param kept every batch that the journal holds, oldest first
     * @param last the last batch that was sealed, number 0 for none in its epoch
     */
    static HeadJudgement of(Optional<BatchLink> confirmed, List<SentBatch> kept, BatchLink last) {
        if (confirmed.isEmpty()) {
            return new HeadJudgement(kept, Optional.empty(), isBroken(confirmed, kept, last));
        }
        BatchLink head = confirmed.get();
        int at = KeptBatches.indexOf(kept, head);
        if (at >= 0) {
            List<SentBatch> behind = kept.subList(at + 1, kept.size());
            return new HeadJudgement(behind, Optional.empty(), isBroken(confirmed, behind, last));
        }
        // Its entry is pruned or damaged, unless another batch has its place
        List<SentBatch> behind = behind(head, kept);
        boolean wasHere = !behind.isEmpty() || last.isAfter(head) || last.equals(head);
        if (wasHere && kept.stream().noneMatch(batch -> hasPlaceOf(head, batch.batch()))) {
            return new HeadJudgement(behind, Optional.empty(), isBroken(confirmed, behind, last));
        }
        // A head of an epoch that is over needs no further one: the current epoch came after it
        boolean isOver = head.epoch().compareTo(last.epoch()) < 0;
        return new HeadJudgement(List.of(), isOver ? Optional.empty() : confirmed, false);
    }

    private static List<SentBatch> behind(BatchLink head, List<SentBatch> kept) {
        int first = 0;
        while (first < kept.size() && !kept.get(first).batch().isAfter(head)) {
            first++;
        }
        return kept.subList(first, kept.size());
    }

    private static boolean hasPlaceOf(BatchLink head, BatchLink batch) {
        return batch.epoch().equals(head.epoch()) && batch.batchSequence() == head.batchSequence();
    }

    /** Whether a batch of the current epoch between the head and {@code last} is not among {@code kept}. */
    private static boolean isBroken(Optional<BatchLink> head, List<SentBatch> kept, BatchLink last) {
        long next = 1
                + head.filter(link -> link.epoch().equals(last.epoch()))
                        .map(BatchLink::batchSequence)
                        .orElse(0L);
        for (SentBatch batch : kept) {
            if (batch.batch().epoch().equals(last.epoch())) {
                if (batch.batch().batchSequence() != next) {
                    return true;
                }
                next++;
            }
        }
        // The last one may be on its way into the journal
        return next < last.batchSequence();
    }
}
