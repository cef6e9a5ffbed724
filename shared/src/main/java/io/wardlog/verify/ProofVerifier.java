package io.wardlog.verify;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks proofs of batches, each agent's epoch in the order of its batch sequence: header, batch hash, root over the event hashes, links
 * from batch to batch and from epoch to epoch, the receipts, and, with a key ring, the agents' and the collectors' signatures. Memory: one
 * position an epoch. Not thread-safe.
 */
public final class ProofVerifier {
    private final Optional<KeyRing> keys;
    private final Findings findings;
    private final Map<AgentEpoch, BatchPosition> expected = new HashMap<>();
    private final EpochLinks epochs = new EpochLinks();
    private long batches;

    /** How many batches of unknown version stand between the last known one and the next. */
    private long unknownVersions;

    /** Without keys no signature is checked. */
    public ProofVerifier(Optional<KeyRing> keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /** The next proof. */
    public void accept(BatchProof proof) {
        batches++;
        Hash hash = SignedObject.hash(BatchHeader.TYPE, proof.header());
        BatchHeader.Reading reading = BatchHeader.read(proof.header());
        if (reading instanceof BatchHeader.Reading.Value value) {
            check(proof, value.header(), hash);
        } else if (((BatchHeader.Reading.Refused) reading).code() == ErrorCode.UNSUPPORTED_VERSION) {
            unknownVersions++;
            findings.add(Verdict.UNVERIFIABLE, proof.place(), "the batch header's version is not known here");
        } else {
            findings.add(Verdict.CORRUPT, proof.place(), "the batch header is none");
        }
    }

    /** Judges how the agents' epochs join; called once, after the last proof. */
    public void finish() {
        epochs.finish(expected, findings);
    }

    /** How many batches were checked. */
    public long batches() {
        return batches;
    }

    private void check(BatchProof proof, BatchHeader header, Hash hash) {
        Place place = proof.place().ofBatch(header.position().batchSequence());
        require(hash.equals(proof.batchHash()), place, "the header does not have the batch hash beside it");
        require(
                header.position().count() == proof.eventHashes().size()
                        && MerkleTree.rootOfHashes(proof.eventHashes()).equals(header.eventRoot()),
                place,
                "the event hashes do not give the header's eventRoot");
        keys.ifPresent(ring -> signature(proof, header, ring, place));
        proof.receipt()
                .ifPresentOrElse(
                        frame -> receipt(frame, header, place),
                        () -> findings.add(Verdict.INCOMPLETE, place, "the batch has no receipt"));
        link(header, hash, place);
        unknownVersions = 0;
    }

    private void link(BatchHeader header, Hash hash, Place place) {
        AgentEpoch epoch = header.agent();
        BatchPosition position = header.position();
        BatchPosition next = expected.get(epoch);
        if (next == null) {
            boolean isFirst = position.batchSequence() == 1;
            require(
                    !isFirst
                            || position.firstIndex() == 0
                                    && position.prevBatchHash().equals(epoch.genesis()),
                    place,
                    "the first batch does not link to its epoch's genesis");
            epochs.begin(epoch, place, isFirst, header.previous());
        } else if (position.batchSequence() < next.batchSequence()) {
            boolean same = hash.equals(next.prevBatchHash());
            findings.add(
                    same ? Verdict.CORRUPT : Verdict.FORKED,
                    place,
                    same ? "the same batch stands a second time" : "another batch claims the same place");
            return;
        } else if (position.batchSequence() > next.batchSequence()) {
            missing(next.batchSequence(), position.batchSequence() - 1, place);
        } else {
            require(
                    position.prevBatchHash().equals(next.prevBatchHash()) && position.firstIndex() == next.firstIndex(),
                    place,
                    "the batch does not link to the one before it");
        }
        expected.put(epoch, position.next(hash, 0));
    }

    /** Batches of a version that is not known here are there, though nothing shows which place they have. */
    private void missing(long first, long last, Place place) {
        if (last - first + 1 > unknownVersions) {
            findings.add(Verdict.GAP_UNEXPLAINED, place, "batches " + first + " to " + last + " are missing");
        }
    }

    private void signature(BatchProof proof, BatchHeader header, KeyRing ring, Place place) {
        Optional<TrustedKey> key = ring.find(header.keyId(), KeyPurpose.AGENT_BATCH);
        if (key.isEmpty()) {
            findings.add(Verdict.UNVERIFIABLE, place, "the key that signed the batch is not among the trusted ones");
        } else {
            byte[] signed = SignedObject.tagged(BatchHeader.TYPE, proof.header());
            require(
                    key.get().verifies(header.alg(), signed, proof.signature()),
                    place,
                    "the batch's signature does not verify");
        }
    }

    private void receipt(byte[] frame, BatchHeader header, Place place) {
        if (!(SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, frame) instanceof SignedAnswer.Reading.Value answer)
                || !(Receipt.read(answer.answer().body()) instanceof Receipt.Reading.Value value)) {
            findings.add(Verdict.CORRUPT, place, "the receipt is none");
            return;
        }
        Receipt receipt = value.receipt();
        require(
                receipt.batch().equals(header.link())
                        && receipt.tenantId().equals(header.agent().tenantId())
                        && receipt.agentId().equals(header.agent().agentId()),
                place,
                "the receipt is for another batch");
        keys.ifPresent(ring -> issuer(answer.answer(), receipt, ring, place));
    }

    private void issuer(SignedAnswer answer, Receipt receipt, KeyRing ring, Place place) {
        if (ring.find(receipt.issuer().keyId(), KeyPurpose.COLLECTOR_RECEIPT).isEmpty()) {
            findings.add(Verdict.UNVERIFIABLE, place, "the key that signed the receipt is not among the trusted ones");
        } else {
            require(answer.isSignedBy(receipt.issuer(), ring), place, "the receipt's signature does not verify");
        }
    }

    private void require(boolean holds, Place place, String otherwise) {
        if (!holds) {
            findings.add(Verdict.TAMPERED, place, otherwise);
        }
    }
}
