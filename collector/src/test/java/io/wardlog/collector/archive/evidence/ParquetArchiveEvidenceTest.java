package io.wardlog.collector.archive.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.ArchiveVerifier;
import io.wardlog.verify.Finding;
import io.wardlog.verify.Verdict;
import io.wardlog.verify.VerificationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real archive of Parquet files and manifests, as written by the archive role, verified, damaged and verified again. */
class ParquetArchiveEvidenceTest {
    /** Written once: each test damages a copy. */
    @TempDir
    static Path sound;

    private static Ward first;

    @TempDir
    Path directory;

    private Path root;

    /** Two agents, of which one was restarted, and what they sent. */
    private record Ward(TestAgent b, ArchiveBench bench) {
        static Ward filled() throws GeneralSecurityException {
            TestAgent a = TestAgent.create("tenant-a", "hospital-1", "ward-a", 1);
            TestAgent b = TestAgent.create("tenant-a", "hospital-1", "ward-b", 2);
            ArchiveBench bench = new ArchiveBench(a, b);
            bench.take(
                    a,
                    a.heartbeat("pump-1")
                            .heartbeat("pump-2")
                            .heartbeat("pump-1")
                            .seal());
            bench.take(b, b.heartbeat("pump-1").seal());
            byte[] retried = a.heartbeat("pump-2").seal();
            bench.take(a, retried);
            bench.take(a, retried);
            TestAgent restarted = a.inNewEpoch(Optional.of(a.last(retried)));
            bench.take(restarted, restarted.heartbeat("pump-1").seal());
            return new Ward(b, bench);
        }
    }

    @BeforeAll
    static void archive() throws Exception {
        first = Ward.filled();
        first.bench().archive(sound.resolve("archive"), sound.resolve("work"), "first");
    }

    @BeforeEach
    void copy() throws IOException {
        root = directory.resolve("archive");
        try (Stream<Path> paths = Files.walk(sound.resolve("archive"))) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(
                        path,
                        root.resolve(sound.resolve("archive").relativize(path).toString()));
            }
        }
    }

    @Test
    void whatWasArchivedIsVerified() throws IOException {
        VerificationReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.events()).isEqualTo(6);
        assertThat(report.chains()).isEqualTo(4);
        assertThat(report.batches()).isEqualTo(4);
        assertThat(files(".parquet")).hasSizeGreaterThan(6);
    }

    @Test
    void whatWasArchivedAgainAfterKafkaHadLostItIsNoAlarm() throws IOException {
        first.bench().archive(root, directory.resolve("work"), "second");
        VerificationReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.events()).isEqualTo(6);
        assertThat(report.batches()).isEqualTo(4);
    }

    @Test
    void sealedRecordsAreQuarantinedAndStandInTheirBatch() throws Exception {
        Ward ward = Ward.filled();
        ward.bench()
                .take(
                        ward.b(),
                        ward.b()
                                .event("pump-1", event -> event.put("message", "Mrs Smith is in pain"))
                                .heartbeat("pump-1")
                                .seal());
        root = directory.resolve("sealed");
        ward.bench().archive(root, directory.resolve("work"), "first");
        VerificationReport report = verify(ward.bench());
        assertThat(report.verdict()).isEqualTo(Verdict.QUARANTINED);
        assertThat(report.events()).isEqualTo(8);
        assertThat(report.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.reason()).startsWith("quarantined: phi_in_clear"));
    }

    @Test
    void aDamagedFileIsFoundAndKeepsNothingElseFromBeingReadAgain() throws IOException {
        List<Path> events = files("events/tenant=");
        Files.write(events.get(0), new byte[0]);
        Files.delete(events.get(1));
        List<Finding> findings = new ArrayList<>();
        List<String> read = new ArrayList<>();
        ArchivedEvents.examined(new DirectoryArchive(root), new ParquetFiles(), findings::add)
                .forEach(stored -> read.add(stored.header(RecordHeaders.HASH).orElseThrow()));
        assertThat(findings)
                .extracting(Finding::verdict, found -> found.place().source())
                .containsExactlyInAnyOrder(
                        tuple(Verdict.CORRUPT, name(events.get(0))),
                        tuple(Verdict.GAP_UNEXPLAINED, name(events.get(1))));
        assertThat(read).isNotEmpty().hasSizeLessThan(6);
    }

    @Test
    void aChangedByteOfAParquetFileIsFoundInItsFile() throws IOException {
        for (Path file :
                List.of(files("events/tenant=").get(0), files("proofs/tenant=").get(0))) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at < bytes.length; at += 1 + bytes.length / 15) {
                byte[] changed = bytes.clone();
                changed[at] ^= 4;
                Files.write(file, changed);
                assertThat(checkFiles())
                        .as("byte " + at)
                        .extracting(Finding::verdict, found -> found.place().source())
                        .containsAnyOf(tuple(Verdict.TAMPERED, name(file)), tuple(Verdict.CORRUPT, name(file)));
            }
            byte[] changed = bytes.clone();
            changed[bytes.length / 2] ^= 4;
            Files.write(file, changed);
            assertFound(file, "changed", Verdict.TAMPERED, Verdict.CORRUPT);
            Files.write(file, new byte[0]);
            assertFound(file, "empty", Verdict.CORRUPT);
            Files.write(file, bytes);
        }
        assertThat(verify().verdict()).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void aFileThatIsMissingIsAGap() throws IOException {
        Path file = files("events/tenant=").get(0);
        Files.delete(file);
        assertFound(file, "missing", Verdict.GAP_UNEXPLAINED);
    }

    @Test
    void oneFileInThePlaceOfAnotherIsTampered() throws IOException {
        List<Path> events = files("events/tenant=");
        Files.write(events.get(0), Files.readAllBytes(events.get(1)));
        assertFound(events.get(0), "replaced", Verdict.TAMPERED);
    }

    @Test
    void aChangedByteOfAManifestIsFound() throws IOException {
        Path manifest = files("manifests").get(0);
        byte[] bytes = Files.readAllBytes(manifest);
        for (int at = 0; at < bytes.length; at += 11) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(manifest, changed);
            assertThat(checkFiles())
                    .as("byte " + at + " of " + new String(changed, StandardCharsets.ISO_8859_1))
                    .isNotEmpty()
                    .noneMatch(found -> found.verdict().isAcceptable());
        }
    }

    @Test
    void aChangedManifestIsCorruptAWrongDigestOrSizeInItTampered() throws IOException {
        Path manifest = files("manifests").get(0);
        String text = Files.readString(manifest);
        Files.writeString(manifest, " " + text);
        assertFound(manifest, "not canonical", Verdict.CORRUPT);
        Files.writeString(manifest, text.replace("\"start\":0", "\"start\":1"));
        assertFound(manifest, "another range", Verdict.CORRUPT);
        Files.writeString(manifest, text.replaceFirst("\"name\":\"[^\"]*", "\"name\":\"../../outside"));
        assertThat(verify().findings()).extracting(Finding::verdict).contains(Verdict.CORRUPT);
        Files.writeString(manifest, text.replaceFirst("\"sha256\":\"[^\"]{8}", "\"sha256\":\"00000000"));
        assertThat(verify().verdict()).isEqualTo(Verdict.TAMPERED);
        Files.writeString(manifest, text.replaceFirst("\"rows\":\\d", "\"rows\":7"));
        assertThat(verify().verdict()).isEqualTo(Verdict.TAMPERED);
        Files.writeString(manifest, text.replaceFirst("\"bytes\":\\d", "\"bytes\":9"));
        assertThat(verify().verdict()).isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aManifestThatIsGoneLeavesAGap() throws IOException {
        Files.delete(files("manifests").get(1));
        assertThat(verify().verdict()).isEqualTo(Verdict.GAP_UNEXPLAINED);
    }

    private void assertFound(Path file, String how, Verdict... verdicts) throws IOException {
        VerificationReport report = verify();
        String name = name(file);
        assertThat(report.verdict()).as(how).isIn((Object[]) verdicts);
        assertThat(report.findings()).as(how).anySatisfy(found -> {
            assertThat(found.place().source()).isEqualTo(name);
            assertThat(found.verdict()).isEqualTo(report.verdict());
        });
    }

    private VerificationReport verify() throws IOException {
        return verify(first.bench());
    }

    private VerificationReport verify(ArchiveBench bench) throws IOException {
        assertThat(evidence().recognises(root)).isTrue();
        try (ArchiveEvidence.Session session = evidence().open(root)) {
            return new ArchiveVerifier("archive", Optional.of(bench.keys())).verify(session);
        }
    }

    private List<Finding> checkFiles() throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (ArchiveEvidence.Session session = evidence().open(root)) {
            session.checkFiles(findings::add);
        }
        return findings;
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    private static ArchiveEvidence evidence() {
        return ServiceLoader.load(ArchiveEvidence.class).findFirst().orElseThrow();
    }

    /** The files whose path in the archive contains this, in order. */
    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> root.relativize(file).toString().contains(part))
                    .sorted()
                    .toList();
        }
    }
}
