package io.wardlog.verify;

import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An agent's epoch that records, seals and signs, and a collector that receipts: what the verifiers get to see of them. */
final class BatchFixture {
    static final KeyPair AGENT_KEYS = newKeys();
    static final KeyPair COLLECTOR_KEYS = newKeys();
    static final TrustedKey AGENT_KEY = TrustedKey.of(AGENT_KEYS.getPublic(), KeyPurpose.AGENT_BATCH);
    static final TrustedKey COLLECTOR_KEY = TrustedKey.of(COLLECTOR_KEYS.getPublic(), KeyPurpose.COLLECTOR_RECEIPT);
    static final KeyRing KEYS = new KeyRing(List.of(AGENT_KEY, COLLECTOR_KEY));

    final List<StoredRecord> records = new ArrayList<>();
    final List<BatchProof> proofs = new ArrayList<>();
    private final AgentEpoch agent;
    private final Optional<BatchLink> previous;
    private final Map<String, ExportFixture> chains = new HashMap<>();
    private final List<Hash> waiting = new ArrayList<>();
    private BatchPosition next;
    String sealedAt = "2026-11-23T05:00:00.000000Z";
    String bootId = "boot-1";

    BatchFixture(String agentId, String epoch, Optional<BatchLink> previous) {
        this.agent = new AgentEpoch("st-anna", "main", agentId, epoch);
        this.previous = previous;
        this.next = BatchPosition.first(agent, 0);
    }

    AgentEpoch agent() {
        return agent;
    }

    /** The next event of a device's chain waits for the next batch. */
    BatchFixture record(String device) {
        ChainId chain = ExportFixture.chain(agent.agentId(), agent.epoch(), device);
        byte[] event =
                chains.computeIfAbsent(device, id -> new ExportFixture(chain)).next();
        Hash hash = EventHash.of(event);
        Place place = Place.in("events").atRow(records.size() + 1L);
        records.add(new StoredRecord(place, Optional.of(EventBytes.of(event)), hash, List.of(), Optional.empty()));
        waiting.add(hash);
        return this;
    }

    /** Seals what waits, has it receipted, and answers the batch's link. */
    BatchLink seal() {
        return seal(header -> header, receipt -> receipt);
    }

    /** Seals with a header and a receipt that are changed before they are signed. */
    BatchLink seal(UnaryOperator<BatchHeader> header, UnaryOperator<Receipt> receipt) {
        List<Hash> hashes = List.copyOf(waiting);
        waiting.clear();
        BatchHeader signed = header.apply(header(hashes));
        next = signed.position().next(signed.hash(), 0);
        proofs.add(new BatchProof(
                Place.in("proofs").atRow(proofs.size() + 1L),
                signed.canonical(),
                signed.sign(new PrivateKeySigner(AGENT_KEYS)),
                signed.hash(),
                hashes,
                Optional.of(receipt(signed, receipt))));
        return signed.link();
    }

    private BatchHeader header(List<Hash> hashes) {
        BatchPosition position =
                new BatchPosition(next.batchSequence(), next.prevBatchHash(), next.firstIndex(), hashes.size());
        return new BatchHeader(
                AGENT_KEY.algorithm().alg(),
                AGENT_KEY.keyId(),
                agent,
                position,
                MerkleTree.rootOfHashes(hashes),
                new AgentCondition(
                        sealedAt,
                        bootId,
                        1,
                        new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                        new AgentCondition.Backlog(0, 0, 1)),
                position.batchSequence() == 1 ? previous : Optional.empty(),
                Optional.empty());
    }

    private static byte[] receipt(BatchHeader header, UnaryOperator<Receipt> change) {
        Signer signer = new PrivateKeySigner(COLLECTOR_KEYS);
        Receipt receipt = new Receipt(
                new Receipt.Issuer(signer.algorithm().alg(), signer.keyId(), "collector-1"),
                header.agent().tenantId(),
                header.agent().agentId(),
                header.link(),
                "2026-11-23T05:00:01.000000Z",
                List.of(),
                Optional.empty());
        return SignedAnswer.sign(change.apply(receipt), signer).encode();
    }

    /** What a proof verifier with these keys finds in these proofs. */
    static Findings check(KeyRing keys, List<BatchProof> proofs) {
        Findings findings = new Findings(100);
        ProofVerifier verifier = new ProofVerifier(Optional.of(keys), findings);
        proofs.forEach(verifier::accept);
        verifier.finish();
        return findings;
    }

    /** These bytes with one bit of one byte changed. */
    static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        changed[at] ^= 1;
        return changed;
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 17 platform makes Ed25519 keys", e);
        }
    }
}
