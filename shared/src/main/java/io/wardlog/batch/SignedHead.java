package io.wardlog.batch;

import io.wardlog.error.ErrorCode;
import java.util.Optional;

/**
 * The answer to {@code GET /v1/head}: what custody confirmed of an agent, signed; object type {@code head}.
 *
 * @param issuedAt the collector's clock, UTC, six digits
 * @param confirmed the confirmed head, absent when nothing of this agent is confirmed
 */
public record SignedHead(
        Receipt.Issuer issuer, String tenantId, String agentId, String issuedAt, Optional<ConfirmedHead> confirmed) {

    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "head";

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a head. */
        record Value(SignedHead head) implements Reading {}

        /** The bytes are none. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Reads a head's canonical body, without checking the signature. */
    public static Reading read(byte[] canonical) {
        return ReceiptJson.readHead(canonical);
    }

    /** The canonical body. */
    public byte[] canonical() {
        return ReceiptJson.write(this);
    }
}
