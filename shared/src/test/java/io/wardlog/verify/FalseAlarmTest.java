package io.wardlog.verify;

import static io.wardlog.verify.ExportFixture.EPOCH_1;
import static io.wardlog.verify.ExportFixture.EPOCH_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens every day in a hospital, and must never read as tampering. */
class FalseAlarmTest {
    private final BatchFixture wardA = new BatchFixture("ward-a", EPOCH_1, Optional.empty());

    @Test
    void aDeviceThatRoamsHasAChainWithEachGateway() throws IOException {
        BatchFixture wardB = new BatchFixture("ward-b", EPOCH_1, Optional.empty());
        wardA.record("pump-7").seal();
        wardB.record("pump-7").record("pump-7").seal();
        wardA.record("pump-7").seal();
        assertVerified(4, wardA, wardB);
    }

    private static void assertVerified(long records, BatchFixture... epochs) throws IOException {
        VerificationReport report =
                new ArchiveVerifier("archive", Optional.of(BatchFixture.KEYS)).verify(PaperArchive.of(epochs));
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.events()).isEqualTo(records);
    }

    @Test
    void aGatewayThatWasReplacedBeginsAnEpochThatNamesTheLastBatch() throws IOException {
        BatchLink last = wardA.record("pump-7").seal();
        BatchFixture replaced = new BatchFixture("ward-a", EPOCH_2, Optional.of(last));
        replaced.record("pump-7").seal();
        assertVerified(2, wardA, replaced);
    }

    @Test
    void aGatewayRestoredFromASnapshotNamesWhatWasConfirmed() throws IOException {
        BatchLink confirmed = wardA.record("pump-7").seal();
        wardA.record("pump-7").seal();
        BatchFixture restored = new BatchFixture("ward-a", EPOCH_2, Optional.of(confirmed));
        restored.record("pump-7").seal();
        assertVerified(3, wardA, restored);
    }

    @Test
    void aRebootGoesOnWithTheSameChains() throws IOException {
        wardA.record("pump-7").seal();
        wardA.bootId = "boot-2";
        wardA.record("pump-7").seal();
        assertVerified(2, wardA);
    }

    @Test
    void aClockThatIsSetBackChangesNoOrder() throws IOException {
        wardA.record("pump-7").seal();
        wardA.sealedAt = "2019-01-01T00:00:00.000000Z";
        BatchLink last = wardA.record("pump-7").seal();
        assertVerified(2, wardA);
        BatchFixture sortsBefore =
                new BatchFixture("ward-a", "01680000-0000-7000-8000-000000000001", Optional.of(last));
        sortsBefore.sealedAt = wardA.sealedAt;
        sortsBefore.record("pump-7").seal();
        assertVerified(3, sortsBefore, wardA);
    }

    @Test
    void heartbeatsHoldNoEvents() throws IOException {
        wardA.seal();
        wardA.record("pump-7").seal();
        wardA.seal();
        assertVerified(1, wardA);
    }
}
