package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectRetentionArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.SetBucketVersioningArgs;
import io.minio.SetObjectRetentionArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Retention;
import io.minio.messages.RetentionMode;
import io.minio.messages.VersioningConfiguration;
import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveFaultTest;
import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Archiver;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.RetentionConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.config.DataSize;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive in a bucket of a real gateway that enforces object lock. */
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
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        Path own = pki.collector(List.of("localhost"), validity);
        ca = pki.caFile();
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

    @Test
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

    /** Killed or failed at each step of the commit protocol. */
    @Nested
    class Faults extends ArchiveFaultTest {
        @Override
        protected Archive archive() throws IOException {
            return S3ArchiveIT.archive(config(newPrefix(), S3Config.Encryption.NONE));
        }
    }

    private static S3Archive archive(S3Config config) throws IOException {
        S3Bucket bucket = new S3Bucket(S3Clients.create(config), config, InstantSource.system());
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
                new RetentionConfig(LOCK, LOCK, LOCK));
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

    /** A delete without a version, which a store grants: it puts a marker on top. */
    private static void hide(String key) throws Exception {
        owner.removeObject(RemoveObjectArgs.builder().bucket(BUCKET).object(key).build());
    }

    private static void overwrite(String key) throws Exception {
        byte[] other = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        owner.putObject(PutObjectArgs.builder().bucket(BUCKET).object(key).stream(
                        new ByteArrayInputStream(other), (long) other.length, -1L)
                .build());
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
