package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectRetentionArgs;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.SetBucketVersioningArgs;
import io.minio.SetObjectLockConfigurationArgs;
import io.minio.SetObjectRetentionArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.ObjectLockConfiguration;
import io.minio.messages.Retention;
import io.minio.messages.RetentionMode;
import io.minio.messages.VersioningConfiguration;
import io.wardlog.collector.CollectorMain;
import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveFaultTest;
import io.wardlog.collector.archive.ArchiveFixture;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Archiver;
import io.wardlog.collector.archive.FileName;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestName;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.RetentionConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.archive.evidence.BucketArchiveEvidence;
import io.wardlog.collector.prepare.Difference;
import io.wardlog.collector.prepare.Report;
import io.wardlog.config.DataSize;
import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldRecord;
import io.wardlog.hold.HoldScope;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.servers.CephServer;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.ArchiveVerifier;
import io.wardlog.verify.Finding;
import io.wardlog.verify.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The archive in a bucket of a real gateway that enforces object lock. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class S3ArchiveIT {
    private static final String BUCKET = "wardlog";
    private static final ArchivedPartition SOURCE = new ArchivedPartition("wardlog.events.v1", "topic-id", 0);
    private static final Duration LOCK = Duration.ofDays(30);

    @TempDir
    static Path directory;

    private static CephServer ceph;
    private static MinioClient owner;
    private static Path ca;
    private static Path credentials;

    @BeforeAll
    static void start() throws Exception {
        CephServer.missing().ifPresent(program -> Assumptions.abort("skipped: " + program));
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        Path own = pki.collector(List.of("localhost"), validity);
        ca = pki.caFile();
        pki.hold("legal");
        pki.hold("stranger");
        Path both = Files.writeString(
                directory.resolve("gateway.pem"),
                Files.readString(own.resolve("tls.pem")) + Files.readString(own.resolve("tls.key")));
        credentials = Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id=" + CephServer.ACCESS_KEY + "\naws_secret_access_key="
                        + CephServer.SECRET_KEY + "\n");
        ceph = CephServer.start(directory.resolve("ceph"), both);
        owner = S3Clients.create(config("", S3Config.Encryption.NONE));
        owner.makeBucket(
                MakeBucketArgs.builder().bucket(BUCKET).objectLock(true).build());
    }

    @AfterAll
    static void stop() throws Exception {
        if (owner != null) {
            owner.close();
        }
        if (ceph != null) {
            ceph.close();
        }
    }

    @Test
    void whatIsPutIsReadBackAndLocked() throws Exception {
        String prefix = newPrefix();
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE))) {
            Path local = file(1_000);
            archive.putFile("events/tenant=a/one.parquet", local);
            Manifest manifest = manifest(0, 5, "events/tenant=a/one.parquet", local);
            archive.putManifest(manifest);
            assertThat(archive.partitions()).containsExactly(SOURCE);
            assertThat(manifests(archive)).containsExactly(manifest);
            assertThat(archive.file("events/tenant=a/one.parquet")).hasSameBinaryContentAs(local);
            assertThatThrownBy(() -> archive.file("events/tenant=a/none.parquet"))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(lock(prefix + "events/tenant=a/one.parquet"))
                    .isBetween(
                            Instant.now().plus(LOCK.minusMinutes(5)),
                            Instant.now().plus(LOCK.plusMinutes(5)));
        }
    }

    @Test
    void eachKindOfObjectHasTheLockOfItsOwn() throws Exception {
        String prefix = newPrefix();
        S3Config config = with(
                config(prefix, S3Config.Encryption.NONE),
                new RetentionConfig(
                        Duration.ofDays(10),
                        Duration.ofDays(20),
                        Duration.ofDays(5),
                        Optional.of(Duration.ofDays(40))));
        try (S3Archive archive = archive(config)) {
            Path local = file(1_000);
            for (String kind : List.of("events", "proofs", "disclosures")) {
                archive.putFile(kind + "/a.parquet", local);
            }
            archive.putManifest(manifest(0, 5, "events/a.parquet", local));
            assertThat(days(prefix + "events/a.parquet")).isEqualTo(10);
            assertThat(days(prefix + "proofs/a.parquet")).isEqualTo(20);
            assertThat(days(prefix + "disclosures/a.parquet")).isEqualTo(5);
            assertThat(days(prefix + manifestName(archive))).isEqualTo(40);
        }
    }

    /** The store's own listing of versions, some of them hidden, in pages so small that a few manifests are many. */
    @Test
    void theLastManifestIsFoundInAListingOfManyPages() throws Exception {
        String prefix = newPrefix();
        S3Config config = config(prefix, S3Config.Encryption.NONE);
        try (S3Archive archive = archive(config);
                S3Bucket bucket = new S3Bucket(S3Clients.create(config), config, InstantSource.system())) {
            for (int i = 0; i < 30; i++) {
                archive.putManifest(new Manifest(SOURCE, i * 10L, i * 10L + 10, List.of()));
            }
            List<ManifestReading> all = archive.manifests(SOURCE);
            for (ManifestReading each : List.of(all.get(12), all.get(29))) {
                hide(prefix + each.name());
                hide(prefix + each.name());
            }
            String folder = "manifests/wardlog.events.v1/topic-id/0/";
            AtomicInteger pages = new AtomicInteger();
            List<String> last = new LastManifests(after -> {
                        pages.incrementAndGet();
                        return bucket.page(folder, after, 3);
                    })
                    .before(Long.MAX_VALUE);
            assertThat(folder + last.get(last.size() - 1)).isEqualTo(all.get(29).name());
            assertThat(pages.get()).as("of more than ten").isLessThan(10);
            assertThat(archive.furthest(SOURCE)).containsExactly(all.get(29));
        }
    }

    @Test
    void whatAKilledWriterLeftOfAnUploadGoesAfterADay() throws Exception {
        String prefix = newPrefix();
        S3Config config = config(prefix, S3Config.Encryption.NONE);
        try (MinioAsyncClient client = S3Clients.createAsync(config)) {
            client.createMultipartUpload(CreateMultipartUploadArgs.builder()
                            .bucket(BUCKET)
                            .object(prefix + "events/left.parquet")
                            .build())
                    .get();
            try (S3Archive today = archive(config)) {
                today.putFile("events/today.parquet", file(1_000));
            }
            assertThat(unfinished(client, prefix)).as("somebody may be at it").isEqualTo(1);
            InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
            try (S3Archive tomorrow = archive(config, later)) {
                tomorrow.putFile("events/tomorrow.parquet", file(1_000));
            }
            assertThat(unfinished(client, prefix)).isZero();
        }
    }

    private static int unfinished(MinioAsyncClient client, String prefix) throws Exception {
        return client.listMultipartUploads(ListMultipartUploadsArgs.builder()
                        .bucket(BUCKET)
                        .prefix(prefix)
                        .build())
                .get()
                .result()
                .uploads()
                .size();
    }

    @Test
    void credentialsThatWereReplacedCountAtOnce() throws Exception {
        Path own = Files.copy(credentials, directory.resolve("own-credentials"));
        S3Config shared = config(newPrefix(), S3Config.Encryption.NONE);
        S3Config config = new S3Config(
                shared.endpoint(),
                shared.bucket(),
                shared.region(),
                shared.prefix(),
                Optional.of(own),
                shared.profile(),
                shared.ca(),
                true,
                shared.encryption(),
                shared.kmsKey(),
                shared.partSize(),
                shared.retention());
        try (S3Archive archive = archive(config)) {
            archive.putFile("events/before.parquet", file(1_000));
            Files.writeString(own, "[default]\naws_access_key_id=NOBODY\naws_secret_access_key=wrongwrong\n");
            assertThatThrownBy(() -> archive.putFile("events/during.parquet", file(1_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("wrongwrong");
            Files.copy(credentials, own, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            archive.putFile("events/after.parquet", file(1_000));
        }
    }

    @Test
    void nobodyCanDeleteShortenOrHideALockedVersion() throws Exception {
        String prefix = newPrefix();
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE))) {
            Path local = file(1_000);
            archive.putFile("events/a.parquet", local);
            Manifest manifest = manifest(0, 5, "events/a.parquet", local);
            archive.putManifest(manifest);
            String key = prefix + "events/a.parquet";
            String version = version(key);
            assertRefused(() -> owner.removeObject(RemoveObjectArgs.builder()
                    .bucket(BUCKET)
                    .object(key)
                    .versionId(version)
                    .bypassGovernanceMode(true)
                    .build()));
            assertThat(deleteMany(key, version)).isEqualTo(1);
            assertRefused(() -> owner.setObjectRetention(SetObjectRetentionArgs.builder()
                    .bucket(BUCKET)
                    .object(key)
                    .versionId(version)
                    .bypassGovernanceMode(true)
                    .config(new Retention(
                            RetentionMode.COMPLIANCE,
                            Instant.now().plusSeconds(60).atZone(ZoneOffset.UTC)))
                    .build()));
            assertRefused(() -> owner.setBucketVersioning(SetBucketVersioningArgs.builder()
                    .bucket(BUCKET)
                    .config(new VersioningConfiguration(VersioningConfiguration.Status.SUSPENDED, null, null, null))
                    .build()));
            hide(key);
            hide(prefix + manifestName(archive));
            overwrite(prefix + manifestName(archive));
            assertThat(archive.partitions()).containsExactly(SOURCE);
            assertThat(manifests(archive)).containsExactly(manifest);
            try (S3Archive later = archive(config(prefix, S3Config.Encryption.NONE))) {
                assertThat(later.file("events/a.parquet")).hasSameBinaryContentAs(local);
            }
        }
    }

    @Test
    void aFileOfManyPartsIsLockedAsAWhole() throws Exception {
        String prefix = newPrefix();
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE))) {
            Path local = file(12 << 20);
            archive.putFile("proofs/large.parquet", local);
            assertThat(Archiver.digest(archive.file("proofs/large.parquet"))).isEqualTo(Archiver.digest(local));
            assertThat(lock(prefix + "proofs/large.parquet"))
                    .isAfter(Instant.now().plus(LOCK.minusMinutes(5)));
        }
    }

    @Test
    void encryptionThatIsAskedForIsWhatTheStoreSays() throws Exception {
        String prefix = newPrefix();
        try (S3Archive archive = archive(tls(prefix, S3Config.Encryption.SSE_KMS, Optional.of(ca)))) {
            Path local = file(1_000);
            archive.putFile("disclosures/sealed.parquet", local);
            assertThat(archive.file("disclosures/sealed.parquet")).hasSameBinaryContentAs(local);
        }
        assertThat(owner.statObject(StatObjectArgs.builder()
                                .bucket(BUCKET)
                                .object(prefix + "disclosures/sealed.parquet")
                                .build())
                        .headers()
                        .get("x-amz-server-side-encryption"))
                .isEqualTo("aws:kms");
    }

    /** Last of these: right behind it, making a bucket takes half a minute. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whatWasPutSurvivesTheKillOfTheStore() throws Exception {
        String prefix = newPrefix();
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE))) {
            Path local = file(100_000);
            archive.putFile("events/before.parquet", local);
            Manifest manifest = manifest(0, 5, "events/before.parquet", local);
            archive.putManifest(manifest);
            ceph.killForcibly();
            assertThatThrownBy(() -> archive.putFile("events/during.parquet", local))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("events/during.parquet")
                    .hasMessageNotContaining(CephServer.SECRET_KEY);
            ceph.startAgain();
            assertThat(archive.file("events/before.parquet")).hasSameBinaryContentAs(local);
            assertThat(manifests(archive)).containsExactly(manifest);
            archive.putFile("events/after.parquet", local);
            assertThat(lock(prefix + "events/before.parquet"))
                    .isAfter(Instant.now().plus(LOCK.minusMinutes(5)));
        }
    }

    @Test
    void aStoreOfAnotherAuthorityIsNotTrustedAndItsOwnIs() throws Exception {
        try (S3Archive archive = archive(tls(newPrefix(), S3Config.Encryption.NONE, Optional.of(ca)))) {
            archive.putFile("events/tls.parquet", file(1_000));
            assertThat(archive.file("events/tls.parquet")).hasSize(1_000);
        }
        try (S3Archive archive = archive(tls(newPrefix(), S3Config.Encryption.NONE, Optional.empty()))) {
            assertThatThrownBy(archive::partitions).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBucketWithoutObjectLockIsRefused() throws Exception {
        String plain = "plain-" + UUID.randomUUID();
        owner.makeBucket(MakeBucketArgs.builder().bucket(plain).build());
        try (S3Archive archive = archive(config(plain, "", S3Config.Encryption.NONE))) {
            assertThatThrownBy(archive::partitions)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("versioning");
            owner.setBucketVersioning(SetBucketVersioningArgs.builder()
                    .bucket(plain)
                    .config(new VersioningConfiguration(VersioningConfiguration.Status.ENABLED, null, null, null))
                    .build());
            assertThatThrownBy(archive::partitions).hasMessageContaining("object lock");
        }
        try (S3Archive archive = archive(config("none-" + UUID.randomUUID(), "", S3Config.Encryption.NONE))) {
            assertThatThrownBy(archive::partitions).hasMessageContaining("no bucket");
        }
        assertThat(owner.bucketExists(BucketExistsArgs.builder().bucket(plain).build()))
                .isTrue();
    }

    @Test
    void initMakesTheBucketAndSaysWhereAnotherDiffers() throws Exception {
        String name = "made-" + UUID.randomUUID();
        try (S3Bucket bucket = bucket(name)) {
            assertThat(bucket.init(true).differences())
                    .singleElement()
                    .asString()
                    .startsWith("bucket " + name + " is missing; make it with wardlog collector init");
            assertThat(bucket.init(false).created())
                    .containsExactly("bucket " + name + ": versioning, object lock, COMPLIANCE for 30 days by default");
            assertThat(bucket.init(false)).isEqualTo(Report.found("bucket " + name, List.of()));
            owner.setObjectLockConfiguration(SetObjectLockConfigurationArgs.builder()
                    .bucket(name)
                    .config(new ObjectLockConfiguration(
                            RetentionMode.GOVERNANCE, new ObjectLockConfiguration.RetentionDurationDays(30)))
                    .build());
            assertThat(bucket.init(false).differences())
                    .singleElement()
                    .asString()
                    .startsWith("bucket " + name
                            + " has retention by default=GOVERNANCE for 30 days, not COMPLIANCE for 30 days or less: ");
        }
        try (S3Archive archive = archive(config(name, "", S3Config.Encryption.NONE))) {
            archive.putFile("events/tenant=a/first.parquet", file(1_000));
        }
        String plain = "plain-" + UUID.randomUUID();
        owner.makeBucket(MakeBucketArgs.builder().bucket(plain).build());
        try (S3Bucket bucket = bucket(plain)) {
            assertThat(bucket.init(false).differences())
                    .extracting(Difference::setting)
                    .containsExactly("versioning", "object lock");
        }
    }

    private static S3Bucket bucket(String name) throws IOException {
        S3Config config = config(name, "", S3Config.Encryption.NONE);
        return new S3Bucket(S3Clients.create(config), config, InstantSource.system());
    }

    @Test
    void aHoldKeepsWhatItsRetentionNoLongerKeepsAndReleasingItShortensNothing() throws Exception {
        String prefix = newPrefix();
        Duration brief = Duration.ofSeconds(3);
        S3Config config = with(
                config(prefix, S3Config.Encryption.NONE), new RetentionConfig(brief, LOCK, LOCK, Optional.empty()));
        String held = file("events/tenant=a/hospital=h/date=2026-11-02", 0);
        String free = file("events/tenant=a/hospital=h/date=2026-11-03", 0);
        String late = file("events/tenant=a/hospital=h/date=2026-11-02", 5);
        String proof = file("proofs/tenant=a/hospital=h/date=2026-11-02", 0);
        Path yaml = collectorConfig(prefix);
        try (S3Archive archive = archive(config)) {
            Path local = file(1_000);
            for (String name : List.of(held, free, proof)) {
                archive.putFile(name, local);
            }
            archive.putManifest(manifest(0, 5, held, local));
            sign(
                    yaml,
                    0,
                    "held: 4 objects",
                    "set",
                    "case-17",
                    "--tenant",
                    "a",
                    "--to",
                    "2026-11-02",
                    "--reason",
                    "court");
            sign(
                    yaml,
                    0,
                    "held: 4 objects",
                    "set",
                    "case-18",
                    "--tenant",
                    "a",
                    "--to",
                    "2026-11-02",
                    "--reason",
                    "audit");
            archive.putFile(late, local);
            hold(yaml, 1, "not held  " + late, "list");
            hold(yaml, 0, "held: 6 objects", "apply");
            hold(yaml, 0, "stands    case-17: tenant a to 2026-11-02; ", "list");
            awaitDeleted(prefix + free);
            assertRefused(() -> delete(prefix + held));
            Instant lock = lock(prefix + proof);
            sign(yaml, 0, "released: 1 objects", "release", "case-17", "--reason", "settled");
            assertRefused(() -> delete(prefix + held));
            sign(yaml, 0, "released: 5 objects", "release", "case-18", "--reason", "settled", "--by", "legal");
            hold(yaml, 0, "released  case-18: tenant a to 2026-11-02; ", "list");
            assertThat(lock(prefix + proof)).isEqualTo(lock);
            assertRefused(() -> delete(prefix + proof));
            delete(prefix + held);
            sign(yaml, 3, "was released", "set", "case-17", "--tenant", "a", "--reason", "again");
            sign(yaml, 3, "there is no hold", "release", "case-19", "--reason", "none");
        }
    }

    @Test
    void aHoldAboutNothingIsAMistakeUnlessItIsSetAhead() throws Exception {
        Path yaml = collectorConfig(newPrefix());
        sign(
                yaml,
                1,
                "nothing is archived that this hold would be about",
                "set",
                "c-1",
                "--tenant",
                "a",
                "--reason",
                "r");
        hold(yaml, 0, "held: 0 of 0 objects", "list");
        sign(yaml, 0, "held: 1 objects", "set", "c-1", "--tenant", "a", "--reason", "r", "--ahead");
        hold(yaml, 0, "stands    c-1: tenant a; ", "list");
        hold(yaml, 0, "held: 1 objects", "apply");
    }

    /** Whoever has the collector's keys of the store may put what he likes: without the key of one who may, it is no hold and ends none. */
    @Test
    void onlyASignatureOfOneWhoMaySetsAndReleases() throws Exception {
        String prefix = newPrefix();
        Path yaml = collectorConfig(prefix);
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE));
                S3Bucket bucket =
                        new S3Bucket(owner(), config(prefix, S3Config.Encryption.NONE), InstantSource.system())) {
            archive.putFile(file("events/tenant=a/hospital=h/date=2026-11-02", 0), file(1_000));
            sign(yaml, 0, "held: 2 objects", "set", "case-17", "--tenant", "a", "--reason", "court");
            Path stranger = directory.resolve("pki/holds/stranger/hold.key");
            List<String> release = List.of("case-17", "--reason", "forged", "--key", stranger.toString());
            hold(yaml, 3, "nobody would believe its signature", "release", release.toArray(String[]::new));
            HoldRecords records = new HoldRecords(bucket);
            HoldRecord genuine = ((SignedHold.Reading.Value)
                            SignedHold.decode(records.files().get(0).bytes()))
                    .signed()
                    .hold();
            records.add(forgedRelease(genuine, stranger));
            put(prefix + "holds/case-17-release-x.json", "{\"action\":\"release\",\"id\":\"case-17\"}");
            hold(yaml, 1, "refused   holds/case-17-release-x.json: the record of a hold ", "list");
            hold(yaml, 1, ": no key that may set holds has signed it", "list");
            hold(yaml, 1, "stands    case-17: tenant a; ", "list");
            List<Finding> findings = verified(prefix);
            assertThat(findings)
                    .extracting(Finding::verdict)
                    .contains(Verdict.CORRUPT, Verdict.UNVERIFIABLE)
                    .doesNotContain(Verdict.TAMPERED);
        }
    }

    /** What `wardlog verify --archive` says of the place. */
    private static List<Finding> verified(String prefix) throws Exception {
        Path settings = Files.writeString(
                directory.resolve("verify-" + UUID.randomUUID() + ".yaml"), """
                endpoint: %s
                bucket: another
                credentials: credentials
                ca: %s
                retention: {events: 1d}
                """.formatted(ceph.tlsUrl(), ca));
        String location = "s3://" + BUCKET + "/" + prefix;
        KeyRing keys = new KeyRing(List.of(TrustedKey.of(
                PemKeys.readPublic(directory.resolve("pki/holds/legal/hold.pub.pem")), KeyPurpose.LEGAL_HOLD)));
        try (ArchiveEvidence.Session session = new BucketArchiveEvidence().open(location, Optional.of(settings))) {
            return new ArchiveVerifier(location, Optional.of(keys))
                    .verify(session)
                    .findings();
        }
    }

    private static SignedHold forgedRelease(HoldRecord hold, Path key) throws IOException {
        Signer signer = PemKeys.readSigner(key, key.resolveSibling("hold.pub.pem"));
        return SignedHold.sign(
                new HoldRecord(
                        new HoldRecord.Signature(signer.algorithm().alg(), signer.keyId()),
                        HoldRecord.Step.release(hold.hash()),
                        hold.id(),
                        hold.scope(),
                        hold.reason()),
                signer);
    }

    /** What is asked of the store is about the hold's tenant and days, however much else there is. */
    @Test
    void aHoldIsCarriedOutWithoutLookingAtTheRest() throws Exception {
        String prefix = newPrefix();
        S3Config config = config(prefix, S3Config.Encryption.NONE);
        String held = file("events/tenant=a/hospital=h/date=2026-11-02", 10);
        String sealed = file("events/tenant=a/hospital=_sealed/date=2026-11-09", 20);
        List<String> others = List.of(
                file("events/tenant=a/hospital=h/date=2026-11-03", 0),
                file("events/tenant=b/hospital=h/date=2026-11-02", 10));
        Path local = file(1_000);
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    asked.add(URLDecoder.decode(chain.request().url().toString(), StandardCharsets.UTF_8));
                    return chain.proceed(chain.request());
                })
                .build();
        try (S3Archive archive = archive(config);
                S3Bucket bucket = new S3Bucket(
                        MinioClient.builder()
                                .endpoint(ceph.url())
                                .region("us-east-1")
                                .credentials(CephServer.ACCESS_KEY, CephServer.SECRET_KEY)
                                .httpClient(http, true)
                                .build(),
                        config,
                        InstantSource.system())) {
            for (String name : List.of(held, sealed, others.get(0), others.get(1))) {
                archive.putFile(name, local);
            }
            archive.putManifest(manifest(0, 10, others.get(0), local));
            archive.putManifest(manifest(10, 20, held, local));
            archive.putManifest(manifest(20, 30, sealed, local));
            HoldScope day =
                    new HoldScope("a", Optional.of(LocalDate.of(2026, 11, 2)), Optional.of(LocalDate.of(2026, 11, 2)));
            assertThat(new HeldObjects(bucket).of(day))
                    .extracting(meant -> meant.object().name())
                    .hasSize(4)
                    .contains(held, sealed)
                    .filteredOn(name -> name.startsWith("manifests/"))
                    .noneMatch(name -> name.contains("/" + ManifestName.from(0)));
        }
        assertThat(asked)
                .isNotEmpty()
                .noneMatch(url -> url.contains("tenant=b"))
                .noneMatch(url -> url.contains("date=2026-11-03"))
                .noneMatch(url -> url.contains("/0/" + ManifestName.from(0)));
    }

    private static String file(String folder, long start) {
        return FileName.of(folder, new FileName.Origin(0, start), UUID.randomUUID(), ".parquet");
    }

    private static MinioClient owner() throws IOException {
        return S3Clients.create(config("", S3Config.Encryption.NONE));
    }

    private static void put(String key, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        owner.putObject(PutObjectArgs.builder().bucket(BUCKET).object(key).stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .build());
    }

    private static Path collectorConfig(String prefix) throws IOException {
        return Files.writeString(directory.resolve("collector-" + UUID.randomUUID() + ".yaml"), """
                collectorId: collector-1
                roles: [archive]
                dataDir: data
                register: register.yaml
                archive:
                  holdPublicKeys: [pki/holds/legal/hold.pub.pem]
                  s3: {endpoint: "%s", bucket: %s, prefix: %s, credentials: credentials, allowPlaintext: true}
                """.formatted(
                        ceph.url(), BUCKET, prefix));
    }

    /** With the key of one who may. */
    private static void sign(Path yaml, int exit, String said, String command, String... options) {
        String key = directory.resolve("pki/holds/legal/hold.key").toString();
        String[] signed =
                Stream.concat(Stream.of(options), Stream.of("--key", key)).toArray(String[]::new);
        hold(yaml, exit, said, command, signed);
    }

    private static void hold(Path yaml, int exit, String said, String command, String... options) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        List<String> words = new ArrayList<>(List.of("hold", command, "--config", yaml.toString()));
        words.addAll(List.of(options));
        int ended = CollectorMain.commandLine().setOut(writer).setErr(writer).execute(words.toArray(String[]::new));
        assertThat(output.toString()).contains(said);
        assertThat(ended).isEqualTo(exit);
    }

    private static void delete(String key) throws Exception {
        owner.removeObject(RemoveObjectArgs.builder()
                .bucket(BUCKET)
                .object(key)
                .versionId(version(key))
                .build());
    }

    /** Until the store lets it go, which shows that retentions as brief as this one have ended. */
    private static void awaitDeleted(String key) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                delete(key);
                return;
            } catch (ErrorResponseException locked) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @Test
    void anArchiveIsVerifiedStraightFromItsBucket() throws Exception {
        String prefix = newPrefix();
        ArchiveFixture topic = new ArchiveFixture();
        try (S3Archive archive = archive(config(prefix, S3Config.Encryption.NONE))) {
            ArchiveStage stage = ArchiveFixture.stage(archive, directory.resolve("stage-" + UUID.randomUUID()));
            stage.take(List.of(topic.slice(0, ArchiveFixture.FLUSHED_AT)));
            stage.take(List.of(topic.slice(ArchiveFixture.FLUSHED_AT, ArchiveFixture.RECORDS)));
            Path settings = Files.writeString(directory.resolve("s3.yaml"), """
                    endpoint: %s
                    bucket: another
                    credentials: credentials
                    ca: %s
                    retention: {events: 1d}
                    """.formatted(ceph.tlsUrl(), ca));
            String location = "s3://" + BUCKET + "/" + prefix;
            ArchiveEvidence evidence = ServiceLoader.load(ArchiveEvidence.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(each -> each.recognises(location))
                    .findFirst()
                    .orElseThrow();
            List<Finding> findings = new ArrayList<>();
            try (ArchiveEvidence.Session session = evidence.open(location, Optional.of(settings))) {
                session.checkFiles(findings::add);
                assertThat(findings).isEmpty();
                try (Stream<Hash> hashes = session.recordHashes()) {
                    assertThat(hashes.map(Hash::hex).toList()).containsExactlyInAnyOrderElementsOf(topic.hashes());
                }
            }
            assertThatThrownBy(() -> evidence.open(location, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--s3");
        }
    }

    /** Failed at each step of the commit protocol, in every way; in the default build the directory stands for the bucket. */
    @Nested
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    class Faults extends ArchiveFaultTest {
        @Override
        protected Archive archive() throws IOException {
            return S3ArchiveIT.archive(config(newPrefix(), S3Config.Encryption.NONE));
        }
    }

    /** Killed with SIGKILL at each step. */
    @Nested
    class Kills extends ArchiverKills {
        @Override
        Place newPlace() {
            String prefix = newPrefix();
            return new Place(config(prefix, S3Config.Encryption.NONE), """
                    endpoint: %s
                    bucket: %s
                    prefix: %s
                    allowPlaintext: true
                    partSize: 5MiB
                    retention: {events: 30d, proofs: 30d, disclosures: 30d}
                    """.formatted(ceph.url(), BUCKET, prefix));
        }

        @Override
        S3Archive archive(S3Config config, Duration ahead) throws IOException {
            return S3ArchiveIT.archive(config, InstantSource.offset(InstantSource.system(), ahead));
        }

        @Override
        int unfinishedUploads(S3Config config) throws Exception {
            try (MinioAsyncClient client = S3Clients.createAsync(config)) {
                return unfinished(client, config.prefix());
            }
        }
    }

    private static S3Archive archive(S3Config config) throws IOException {
        return archive(config, InstantSource.system());
    }

    private static S3Archive archive(S3Config config, InstantSource clock) throws IOException {
        S3Bucket bucket = new S3Bucket(S3Clients.create(config), config, clock);
        return new S3Archive(bucket, WorkDirectory.emptied(directory.resolve("work-" + UUID.randomUUID())));
    }

    private static String newPrefix() {
        return UUID.randomUUID() + "/";
    }

    private static S3Config config(String prefix, S3Config.Encryption encryption) {
        return config(BUCKET, prefix, encryption);
    }

    private static S3Config config(String bucket, String prefix, S3Config.Encryption encryption) {
        return config(URI.create(ceph.url()), bucket, prefix, encryption, Optional.empty());
    }

    private static S3Config tls(String prefix, S3Config.Encryption encryption, Optional<Path> authority) {
        return config(URI.create(ceph.tlsUrl()), BUCKET, prefix, encryption, authority);
    }

    private static S3Config config(
            URI endpoint, String bucket, String prefix, S3Config.Encryption encryption, Optional<Path> authority) {
        Optional<String> key = encryption == S3Config.Encryption.SSE_KMS ? Optional.of("testkey") : Optional.empty();
        return new S3Config(
                endpoint,
                bucket,
                "us-east-1",
                prefix,
                Optional.of(credentials),
                "default",
                authority,
                true,
                encryption,
                key,
                new DataSize(5 << 20),
                new RetentionConfig(LOCK, LOCK, LOCK, Optional.empty()));
    }

    private static Path file(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(directory.resolve("local-" + UUID.randomUUID()), content);
    }

    private static Manifest manifest(long start, long next, String name, Path local) throws IOException {
        ArchivedFile file = new ArchivedFile(name, next - start, Files.size(local), Archiver.digest(local));
        return new Manifest(SOURCE, start, next, List.of(file));
    }

    private static List<Manifest> manifests(Archive archive) throws IOException {
        return archive.manifests(SOURCE).stream()
                .map(reading -> ((ManifestReading.Read) reading).manifest())
                .toList();
    }

    private static String manifestName(Archive archive) throws IOException {
        return archive.manifests(SOURCE).get(0).name();
    }

    private static String version(String key) throws Exception {
        return owner.statObject(
                        StatObjectArgs.builder().bucket(BUCKET).object(key).build())
                .versionId();
    }

    private static Instant lock(String key) throws Exception {
        Retention retention = owner.getObjectRetention(
                GetObjectRetentionArgs.builder().bucket(BUCKET).object(key).build());
        assertThat(retention.mode()).isEqualTo(RetentionMode.COMPLIANCE);
        return retention.retainUntilDate().toInstant();
    }

    private static long days(String key) throws Exception {
        return Math.round(Duration.between(Instant.now(), lock(key)).toMinutes() / (24 * 60.0));
    }

    private static S3Config with(S3Config config, RetentionConfig retention) {
        return new S3Config(
                config.endpoint(),
                config.bucket(),
                config.region(),
                config.prefix(),
                config.credentials(),
                config.profile(),
                config.ca(),
                config.allowPlaintext(),
                config.encryption(),
                config.kmsKey(),
                config.partSize(),
                retention);
    }

    /** A delete without a version, which a store grants: it puts a marker on top. */
    private static void hide(String key) throws Exception {
        owner.removeObject(RemoveObjectArgs.builder().bucket(BUCKET).object(key).build());
    }

    private static void overwrite(String key) throws Exception {
        put(key, "{}");
    }

    private static int deleteMany(String key, String version) throws Exception {
        int refused = 0;
        for (Result<DeleteResult.Error> error : owner.removeObjects(RemoveObjectsArgs.builder()
                .bucket(BUCKET)
                .bypassGovernanceMode(true)
                .objects(List.of(new DeleteRequest.Object(key, version)))
                .build())) {
            assertThat(error.get().objectName()).isEqualTo(key);
            refused++;
        }
        return refused;
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void assertRefused(Attempt attempt) {
        assertThatThrownBy(attempt::run).isInstanceOf(ErrorResponseException.class);
    }
}
