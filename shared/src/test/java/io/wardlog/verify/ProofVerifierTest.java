package io.wardlog.verify;

import static io.wardlog.verify.BatchFixture.AGENT_KEY;
import static io.wardlog.verify.BatchFixture.COLLECTOR_KEY;
import static io.wardlog.verify.BatchFixture.KEYS;
import static io.wardlog.verify.BatchFixture.flipped;
import static io.wardlog.verify.ExportFixture.EPOCH_1;
import static io.wardlog.verify.ExportFixture.EPOCH_2;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Receipt;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.TrustedKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProofVerifierTest {
    private static final Hash OTHER = Sha256.of(new byte[] {9});

    private final BatchFixture agent = new BatchFixture("ward-a", EPOCH_1, Optional.empty());
    private final List<BatchProof> proofs = agent.proofs;

    @BeforeEach
    void threeBatches() {
        agent.record("pump-7").record("pump-8").record("pump-7").seal();
        agent.seal();
        agent.record("pump-8").seal();
    }

    @Test
    void soundBatchesAreVerifiedFromAnywhereOn() {
        assertThat(BatchFixture.check(KEYS, proofs).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(BatchFixture.check(KEYS, proofs.subList(1, 3)).verdict()).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void noChangedByteOfAHeaderPasses() {
        BatchProof sound = proofs.get(1);
        for (int at = 0; at < sound.header().length; at++) {
            proofs.set(1, withHeader(sound, flipped(sound.header(), at)));
            Findings findings = new Findings(9);
            ProofVerifier verifier = new ProofVerifier(Optional.empty(), findings);
            proofs.forEach(verifier::accept);
            verifier.finish();
            assertThat(findings.verdict())
                    .as("byte " + at)
                    .isIn(Verdict.TAMPERED, Verdict.CORRUPT, Verdict.UNVERIFIABLE);
            assertThat(findings.kept().get(0).place().line()).isEqualTo(2);
        }
    }

    @Test
    void aHeaderThatWasRewrittenWithItsHashFailsItsSignature() {
        BatchProof sound = proofs.get(2);
        byte[] header = rewritten(sound.header(), json -> json.put("bootId", "another"));
        Hash hash = SignedObject.hash(BatchHeader.TYPE, header);
        proofs.set(
                2,
                new BatchProof(sound.place(), header, sound.signature(), hash, sound.eventHashes(), sound.receipt()));
        assertReasons(Verdict.TAMPERED, 3, "the batch's signature does not verify", "the receipt is for another batch");
    }

    @Test
    void aChangedSignatureIsTampered() {
        BatchProof sound = proofs.get(1);
        for (int at = 0; at < sound.signature().length; at++) {
            proofs.set(1, withSignature(sound, flipped(sound.signature(), at)));
            assertReasons(Verdict.TAMPERED, 2, "the batch's signature does not verify");
        }
        proofs.set(1, withSignature(sound, new byte[3]));
        assertReasons(Verdict.TAMPERED, 2, "the batch's signature does not verify");
    }

    @Test
    void changedMissingOrReorderedEventHashesAreTampered() {
        BatchProof sound = proofs.get(0);
        List<Hash> swapped = new ArrayList<>(sound.eventHashes());
        Collections.swap(swapped, 0, 1);
        List<Hash> changed = new ArrayList<>(sound.eventHashes());
        changed.set(2, OTHER);
        for (List<Hash> wrong : List.of(swapped, changed, sound.eventHashes().subList(0, 2))) {
            proofs.set(0, withHashes(sound, wrong));
            assertReasons(Verdict.TAMPERED, 1, "the event hashes do not give the header's eventRoot");
        }
    }

    @Test
    void aReceiptMustBeForThisBatch() {
        BatchLink link = new BatchLink(EPOCH_1, 4, OTHER);
        assertForAnother(receipt -> of(receipt, "other", receipt.agentId(), receipt.batch()));
        assertForAnother(receipt -> of(receipt, receipt.tenantId(), "ward-b", receipt.batch()));
        assertForAnother(receipt -> of(receipt, receipt.tenantId(), receipt.agentId(), link));
        assertForAnother(receipt -> of(
                receipt,
                receipt.tenantId(),
                receipt.agentId(),
                new BatchLink(
                        EPOCH_2,
                        receipt.batch().batchSequence(),
                        receipt.batch().batchHash())));
        assertForAnother(receipt -> of(
                receipt,
                receipt.tenantId(),
                receipt.agentId(),
                new BatchLink(
                        EPOCH_1,
                        receipt.batch().batchSequence() + 1,
                        receipt.batch().batchHash())));
    }

    @Test
    void aChangedReceiptIsTamperedOneThatIsNoneCorruptAMissingOneIncomplete() {
        BatchProof sound = proofs.get(2);
        byte[] receipt = sound.receipt().orElseThrow();
        proofs.set(2, withReceipt(sound, Optional.of(flipped(receipt, receipt.length - 1))));
        assertReasons(Verdict.TAMPERED, 3, "the receipt's signature does not verify");
        proofs.set(2, withReceipt(sound, Optional.of(flipped(receipt, 0))));
        assertReasons(Verdict.CORRUPT, 3, "the receipt is none");
        proofs.set(2, withReceipt(sound, Optional.empty()));
        assertReasons(Verdict.INCOMPLETE, 3, "the batch has no receipt");
    }

    @Test
    void withoutTheKeyASignatureIsUnverifiable() {
        Findings noAgent = BatchFixture.check(new KeyRing(List.of(COLLECTOR_KEY)), proofs);
        assertThat(noAgent.counts()).isEqualTo(Map.of(Verdict.UNVERIFIABLE, 3L));
        assertThat(noAgent.kept().get(0).reason()).contains("signed the batch");
        Findings noCollector = BatchFixture.check(new KeyRing(List.of(AGENT_KEY)), proofs);
        assertThat(noCollector.counts()).isEqualTo(Map.of(Verdict.UNVERIFIABLE, 3L));
        assertThat(noCollector.kept().get(0).reason()).contains("signed the receipt");
        TrustedKey misused = TrustedKey.of(BatchFixture.AGENT_KEYS.getPublic(), KeyPurpose.COLLECTOR_RECEIPT);
        assertThat(BatchFixture.check(new KeyRing(List.of(misused, COLLECTOR_KEY)), proofs)
                        .verdict())
                .isEqualTo(Verdict.UNVERIFIABLE);
    }

    @Test
    void aHeaderOfALaterVersionIsUnverifiableAndLeavesNoGap() {
        BatchProof sound = proofs.get(1);
        proofs.set(1, withHeader(sound, rewritten(sound.header(), json -> json.put("batchVersion", 2))));
        assertReasons(Verdict.UNVERIFIABLE, 2, "the batch header's version is not known here");
        proofs.set(1, withHeader(sound, rewritten(sound.header(), json -> json.put("batchVersion", "1"))));
        assertThat(BatchFixture.check(KEYS, proofs).kept().get(0))
                .extracting(Finding::verdict, Finding::reason)
                .containsExactly(Verdict.CORRUPT, "the batch header is none");
    }

    @Test
    void aMissingBatchIsAGapARepeatedOneCorruptAnotherOneAFork() {
        BatchProof second = proofs.remove(1);
        assertReasons(Verdict.GAP_UNEXPLAINED, 3, "batches 2 to 2 are missing");
        proofs.add(1, second);
        proofs.add(2, second);
        assertReasons(Verdict.CORRUPT, 2, "the same batch stands a second time");
        BatchFixture twin = new BatchFixture("ward-a", EPOCH_1, Optional.empty());
        twin.record("pump-9").seal();
        proofs.set(2, twin.proofs.get(0));
        assertReasons(Verdict.FORKED, 1, "another batch claims the same place");
    }

    @Test
    void brokenLinksAreTampered() {
        agent.seal(header -> at(header, new BatchPosition(4, OTHER, 4, 0)), receipt -> receipt);
        assertReasons(Verdict.TAMPERED, 4, "the batch does not link to the one before it");
        BatchFixture unborn = new BatchFixture("ward-a", EPOCH_1, Optional.empty());
        unborn.seal(header -> at(header, new BatchPosition(1, OTHER, 0, 0)), receipt -> receipt);
        proofs.clear();
        proofs.addAll(unborn.proofs);
        assertReasons(Verdict.TAMPERED, 1, "the first batch does not link to its epoch's genesis");
    }

    @Test
    void epochsMustJoin() {
        BatchLink confirmed = agent.seal();
        BatchLink last = agent.seal();
        assertThat(withEpoch(Optional.of(last)).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(withEpoch(Optional.of(confirmed)).verdict())
                .as("what was confirmed may lie behind")
                .isEqualTo(Verdict.VERIFIED);
        assertThat(withEpoch(Optional.empty()).kept())
                .extracting(Finding::verdict, Finding::reason)
                .singleElement()
                .asString()
                .contains("GAP_UNEXPLAINED", "names no batch of the epoch before");
        assertThat(withEpoch(Optional.of(new BatchLink(EPOCH_1, 7, OTHER)))
                        .kept()
                        .get(0)
                        .reason())
                .contains("batches 6 to 7 of the epoch before are missing");
        assertThat(withEpoch(Optional.of(new BatchLink(EPOCH_1, 5, OTHER))).verdict())
                .isEqualTo(Verdict.FORKED);
    }

    private Findings withEpoch(Optional<BatchLink> previous) {
        BatchFixture later = new BatchFixture("ward-a", EPOCH_2, previous);
        later.record("pump-7").seal();
        List<BatchProof> both = new ArrayList<>(proofs);
        both.addAll(later.proofs);
        return BatchFixture.check(KEYS, both);
    }

    private static void assertForAnother(UnaryOperator<Receipt> change) {
        BatchFixture agent = new BatchFixture("ward-a", EPOCH_1, Optional.empty());
        agent.record("pump-7").seal(header -> header, change);
        Findings findings = BatchFixture.check(KEYS, agent.proofs);
        assertThat(findings.counts()).isEqualTo(Map.of(Verdict.TAMPERED, 1L));
        assertThat(findings.kept().get(0).reason()).isEqualTo("the receipt is for another batch");
    }

    private void assertReasons(Verdict verdict, long batch, String... reasons) {
        Findings findings = BatchFixture.check(KEYS, proofs);
        assertThat(findings.counts().keySet()).containsExactly(verdict);
        assertThat(findings.kept()).extracting(Finding::reason).containsExactly(reasons);
        assertThat(findings.kept())
                .extracting(found -> Math.max(
                        found.place().batchSequence(),
                        verdict == Verdict.UNVERIFIABLE ? found.place().line() : 0))
                .containsOnly(batch);
    }

    private static Receipt of(Receipt receipt, String tenant, String agentId, BatchLink batch) {
        return new Receipt(receipt.issuer(), tenant, agentId, batch, receipt.receivedAt(), List.of(), Optional.empty());
    }

    private static BatchHeader at(BatchHeader header, BatchPosition position) {
        return new BatchHeader(
                header.alg(),
                header.keyId(),
                header.agent(),
                position,
                header.eventRoot(),
                header.condition(),
                header.previous(),
                header.heads());
    }

    private static byte[] rewritten(byte[] header, UnaryOperator<ObjectNode> change) {
        ObjectNode json = (ObjectNode) ((JsonReading.Value) StrictJson.read(header, JsonLimits.DOCUMENT)).node();
        return Jcs.write(change.apply(json));
    }

    private static BatchProof withHeader(BatchProof proof, byte[] header) {
        return new BatchProof(
                proof.place(), header, proof.signature(), proof.batchHash(), proof.eventHashes(), proof.receipt());
    }

    private static BatchProof withSignature(BatchProof proof, byte[] signature) {
        return new BatchProof(
                proof.place(), proof.header(), signature, proof.batchHash(), proof.eventHashes(), proof.receipt());
    }

    private static BatchProof withHashes(BatchProof proof, List<Hash> hashes) {
        return new BatchProof(
                proof.place(), proof.header(), proof.signature(), proof.batchHash(), hashes, proof.receipt());
    }

    private static BatchProof withReceipt(BatchProof proof, Optional<byte[]> receipt) {
        return new BatchProof(
                proof.place(), proof.header(), proof.signature(), proof.batchHash(), proof.eventHashes(), receipt);
    }
}
