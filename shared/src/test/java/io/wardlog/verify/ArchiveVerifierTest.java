package io.wardlog.verify;

import static io.wardlog.verify.ExportFixture.EPOCH_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyRing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveVerifierTest {
    private final BatchFixture agent = new BatchFixture("ward-a", EPOCH_1, Optional.empty());
    private PaperArchive archive;

    @BeforeEach
    void archiveTwoBatches() {
        agent.record("pump-7").record("pump-7").record("pump-7").seal();
        agent.record("pump-7").seal();
        archive = PaperArchive.of(agent);
    }

    @Test
    void aSoundArchiveIsVerified() throws IOException {
        VerificationReport report = verify(Optional.of(BatchFixture.KEYS));
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.events()).isEqualTo(4);
        assertThat(report.chains()).isEqualTo(1);
        assertThat(report.batches()).isEqualTo(2);
        assertThat(report.checks()).contains("signatures of every batch and every receipt");
        assertThat(report.skipped()).contains(VerificationReport.UNSEALED_WINDOW);
    }

    @Test
    void withoutKeysTheReportSaysThatNoSignatureWasChecked() throws IOException {
        VerificationReport report = verify(Optional.empty());
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.checks()).doesNotContain("signatures of every batch and every receipt");
        assertThat(report.skipped())
                .anyMatch(skipped -> skipped.check().equals("signatures of batches, receipts and legal holds"));
    }

    @Test
    void aRecordThatIsGoneIsAGapAlsoAtTheEndOfItsChain() throws IOException {
        archive.records.remove(3);
        assertThat(verify().counts()).isEqualTo(Map.of(Verdict.GAP_UNEXPLAINED, 1L));
        archive.records.remove(1);
        assertThat(verify().counts()).isEqualTo(Map.of(Verdict.GAP_UNEXPLAINED, 3L));
    }

    @Test
    void aRecordThatNoBatchListsIsIncomplete() throws IOException {
        archive.proofs.remove(1);
        VerificationReport report = verify();
        assertThat(report.counts()).isEqualTo(Map.of(Verdict.INCOMPLETE, 1L));
        assertThat(report.findings().get(0).reason()).startsWith("no signed batch lists record");
    }

    @Test
    void aRecordThatReplacesAnotherIsFoundThoughItsChainWasMended() throws IOException {
        byte[] forged = new ExportFixture(ExportFixture.PUMP).next(event -> event.put("criticality", "LOW"));
        archive.records.clear();
        archive.records.add(new StoredRecord(
                Place.in("x"), Optional.of(EventBytes.of(forged)), EventHash.of(forged), List.of(), Optional.empty()));
        assertThat(verify().counts()).isEqualTo(Map.of(Verdict.GAP_UNEXPLAINED, 4L, Verdict.INCOMPLETE, 1L));
    }

    @Test
    void aSealedRecordMustBeOneThatABatchLists() throws IOException {
        StoredRecord open = archive.records.get(1);
        archive.records.set(1, sealed(open.hash()));
        assertThat(verify().counts()).isEqualTo(Map.of(Verdict.QUARANTINED, 1L));
        archive.records.set(1, sealed(EventHash.of(new byte[1])));
        assertThat(verify().counts())
                .isEqualTo(Map.of(Verdict.GAP_UNEXPLAINED, 2L, Verdict.INCOMPLETE, 1L, Verdict.QUARANTINED, 1L));
    }

    @Test
    void whatTheFilesShowCountsToo() throws IOException {
        archive.files.add(new Finding(Verdict.TAMPERED, Place.in("events/a.parquet"), "the SHA-256"));
        VerificationReport report = verify();
        assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(report.findings().get(0).place().source()).isEqualTo("events/a.parquet");
    }

    @Test
    void anArchiveWithoutRecordsIsIncomplete() throws IOException {
        archive = new PaperArchive();
        assertThat(verify().verdict()).isEqualTo(Verdict.INCOMPLETE);
    }

    private VerificationReport verify() throws IOException {
        return verify(Optional.of(BatchFixture.KEYS));
    }

    private VerificationReport verify(Optional<KeyRing> keys) throws IOException {
        return new ArchiveVerifier("archive", keys).verify(archive);
    }

    private static StoredRecord sealed(Hash hash) {
        return new StoredRecord(Place.in("x"), Optional.empty(), hash, List.of(), Optional.of("phi_in_clear"));
    }
}
