package io.wardlog.collector.custody;

import io.wardlog.batch.QuarantineMark;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.collector.examine.ExaminedBatch;
import io.wardlog.keys.KeyRing;
import java.util.List;
import java.util.Optional;

/** Checks the receipt that ingest put beside a batch: a collector's key signed it, and it is this batch's. Thread-safe. */
public final class ReceiptCheck {
    private final KeyRing collectors;

    /** Trusts these collectors' receipt keys. */
    public ReceiptCheck(KeyRing collectors) {
        this.collectors = collectors;
    }

    /** Ingest's marks, if the receipt is genuine and for this batch. */
    Optional<List<QuarantineMark>> marks(byte[] framed, ExaminedBatch batch) {
        if (framed == null
                || !(SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, framed)
                        instanceof SignedAnswer.Reading.Value answer)
                || !(Receipt.read(answer.answer().body()) instanceof Receipt.Reading.Value reading)) {
            return Optional.empty();
        }
        Receipt receipt = reading.receipt();
        boolean isGenuine = answer.answer().isSignedBy(receipt.issuer(), collectors)
                && receipt.tenantId().equals(batch.header().agent().tenantId())
                && receipt.agentId().equals(batch.header().agent().agentId())
                && receipt.batch().equals(batch.header().link())
                && receipt.quarantined().stream()
                        .allMatch(mark -> mark.index() < batch.events().size());
        return isGenuine ? Optional.of(receipt.quarantined()) : Optional.empty();
    }
}
