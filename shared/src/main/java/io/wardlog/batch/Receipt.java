package io.wardlog.batch;

import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyId;
import java.util.List;
import java.util.Optional;

/**
 * A collector's signed word that a batch is stored, order not yet checked: object type {@code receipt}.
 *
 * @param batch the batch that it is for
 * @param receivedAt the collector's clock, UTC, six digits
 * @param quarantined the events that were marked
 * @param confirmed custody's word about earlier batches, absent when there is none
 */
public record Receipt(
        Issuer issuer,
        String tenantId,
        String agentId,
        BatchLink batch,
        String receivedAt,
        List<QuarantineMark> quarantined,
        Optional<ConfirmedHead> confirmed) {

    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "receipt";

    /** Who signs: algorithm name, key and collector id; shared by receipts and heads. */
    public record Issuer(String alg, KeyId keyId, String collectorId) {}

    public Receipt {
        quarantined = List.copyOf(quarantined);
    }

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a receipt. */
        record Value(Receipt receipt) implements Reading {}

        /** The bytes are none. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Reads a receipt's canonical body, without checking the signature. */
    public static Reading read(byte[] canonical) {
        return ReceiptJson.readReceipt(canonical);
    }

    /** The canonical body. */
    public byte[] canonical() {
        return ReceiptJson.write(this);
    }
}
