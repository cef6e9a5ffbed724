package io.wardlog.batch;

import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.Signer;
import java.util.Optional;

/**
 * The signed header of a batch: object type {@code batch}, version 1.
 *
 * @param alg the signature algorithm's name
 * @param keyId the agent's signing key
 * @param agent whose batch it is
 * @param position where it stands
 * @param eventRoot RFC 6962 root over the event hashes in journal order
 * @param condition how the agent was
 * @param previous the last batch of the epoch before, only in an epoch's first batch
 * @param heads all chain heads as of this batch's last event, at least every 10 s
 */
public record BatchHeader(
        String alg,
        KeyId keyId,
        AgentEpoch agent,
        BatchPosition position,
        Hash eventRoot,
        AgentCondition condition,
        Optional<BatchLink> previous,
        Optional<ChainHeads> heads) {

    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "batch";

    /** The only version so far. */
    public static final int VERSION = 1;

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a header. */
        record Value(BatchHeader header) implements Reading {}

        /** The bytes are none. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Reads a header's canonical bytes, without checking the signature. */
    public static Reading read(byte[] canonical) {
        return BatchHeaderJson.read(canonical);
    }

    /** The header's canonical bytes, as they stand in the frame (without tag). */
    public byte[] canonical() {
        return BatchHeaderJson.write(this);
    }

    /** The batch hash: SHA-256 of the tagged canonical bytes. */
    public Hash hash() {
        return SignedObject.hash(TYPE, canonical());
    }

    /** The signature over the tagged canonical bytes; the signer must be the one that the header names. */
    public byte[] sign(Signer signer) {
        if (!signer.keyId().equals(keyId) || !signer.algorithm().alg().equals(alg)) {
            throw new IllegalArgumentException("the header names another key than the signer's");
        }
        return signer.sign(SignedObject.tagged(TYPE, canonical()));
    }

    /** This batch, named from elsewhere. */
    public BatchLink link() {
        return new BatchLink(agent.epoch(), position.batchSequence(), hash());
    }
}
