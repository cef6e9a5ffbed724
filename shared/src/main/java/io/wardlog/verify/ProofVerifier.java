package io.wardlog.verify;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
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
 * from batch to batch, and, with a key ring, the agents' signatures and the collectors' receipts. Memory: one position an epoch.
 * Not thread-safe.
 */
public final class ProofVerifier {
    private final Optional<KeyRing> keys;
    private final Findings findings;
    private final Map<AgentEpoch, BatchPosition> expected = new HashMap<>();
    private final Map<AgentEpoch, Hash> heads = new HashMap<>();
    private long batches;

    /** Without keys no signature is checked. */
    public ProofVerifier(Optional<KeyRing> keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /** The next proof. */
    public void accept(BatchProof proof) {
        batches++;
        if (!(BatchHeader.read(proof.header()) instanceof BatchHeader.Reading.Value value)) {
            findings.add(Verdict.CORRUPT, proof.place(), "the batch header is none");
            return;
        }
        BatchHeader header = value.header();
        Place place = proof.place().ofBatch(header.position().batchSequence());
        Hash hash = SignedObject.hash(BatchHeader.TYPE, proof.header());
        require(hash.equals(proof.batchHash()), place, "the header does not have the batch hash beside it");
        require(
                header.position().count() == proof.eventHashes().size()
                        && MerkleTree.rootOfHashes(proof.eventHashes()).equals(header.eventRoot()),
                place,
                "the event hashes do not give the header's eventRoot");
        keys.ifPresent(ring -> signatures(proof, header, ring, place));
        link(header, hash, place);
    }

    /** How many batches were checked. */
    public long batches() {
        return batches;
    }

    private void link(BatchHeader header, Hash hash, Place place) {
        AgentEpoch epoch = header.agent();
        BatchPosition position = header.position();
        BatchPosition next = expected.get(epoch);
        if (next == null) {
            require(
                    position.batchSequence() != 1 || position.prevBatchHash().equals(epoch.genesis()),
                    place,
                    "the first batch does not link to its epoch's genesis");
        } else if (position.batchSequence() < next.batchSequence()) {
            boolean same = hash.equals(heads.get(epoch));
            findings.add(
                    same ? Verdict.CORRUPT : Verdict.FORKED,
                    place,
                    same ? "the same batch stands a second time" : "another batch claims the same place");
            return;
        } else if (position.batchSequence() > next.batchSequence()) {
            findings.add(
                    Verdict.GAP_UNEXPLAINED,
                    place,
                    "batches " + next.batchSequence() + " to " + (position.batchSequence() - 1) + " are missing");
        } else {
            require(
                    position.prevBatchHash().equals(next.prevBatchHash()) && position.firstIndex() == next.firstIndex(),
                    place,
                    "the batch does not link to the one before it");
        }
        expected.put(epoch, position.next(hash, 0));
        heads.put(epoch, hash);
    }

    private void signatures(BatchProof proof, BatchHeader header, KeyRing ring, Place place) {
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
        if (proof.receipt().isEmpty()) {
            findings.add(Verdict.INCOMPLETE, place, "the batch has no receipt");
        } else {
            receipt(proof, proof.receipt().get(), ring, place);
        }
    }

    private void receipt(BatchProof proof, byte[] frame, KeyRing ring, Place place) {
        if (!(SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, frame) instanceof SignedAnswer.Reading.Value answer)
                || !(Receipt.read(answer.answer().body()) instanceof Receipt.Reading.Value value)) {
            findings.add(Verdict.CORRUPT, place, "the receipt is none");
            return;
        }
        Receipt receipt = value.receipt();
        require(receipt.batch().batchHash().equals(proof.batchHash()), place, "the receipt is for another batch");
        if (ring.find(receipt.issuer().keyId(), KeyPurpose.COLLECTOR_RECEIPT).isEmpty()) {
            findings.add(Verdict.UNVERIFIABLE, place, "the key that signed the receipt is not among the trusted ones");
        } else {
            require(
                    answer.answer().isSignedBy(receipt.issuer(), ring),
                    place,
                    "the receipt's signature does not verify");
        }
    }

    private void require(boolean holds, Place place, String otherwise) {
        if (!holds) {
            findings.add(Verdict.TAMPERED, place, otherwise);
        }
    }
}
