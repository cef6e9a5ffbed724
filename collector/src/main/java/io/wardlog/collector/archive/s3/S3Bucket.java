package io.wardlog.collector.archive.s3;

import io.minio.BucketExistsArgs;
import io.minio.DownloadObjectArgs;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.GetObjectRetentionArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectArgs;
import io.minio.Result;
import io.minio.ServerSideEncryption;
import io.minio.SetObjectRetentionArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.Retention;
import io.minio.messages.RetentionMode;
import io.minio.messages.VersioningConfiguration;
import io.wardlog.collector.archive.S3Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The few operations that the archive needs of a bucket, with names below the configured prefix. Every failure is an {@code IOException} that names
 * operation, object and the store's code, never a credential. Safe for use by several threads.
 */
public final class S3Bucket implements AutoCloseable {

    private static final String NO_BUCKET_LOCK = "ObjectLockConfigurationNotFoundError";
    private static final Set<String> NO_LOCK = Set.of(NO_BUCKET_LOCK, "NoSuchObjectLockConfiguration");

    private final MinioClient client;
    private final S3Config config;
    private final InstantSource clock;

    /** Takes over the client; the clock says from when on a lock counts. */
    public S3Bucket(MinioClient client, S3Config config, InstantSource clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /** Refuses a bucket that does not exist, or that would not keep what it is given. */
    void requireLocking() throws IOException {
        String bucket = config.bucket();
        call("look for", "", () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                throw new IOException("there is no bucket " + bucket + "; create it with object lock");
            }
            VersioningConfiguration versioning = client.getBucketVersioning(
                    GetBucketVersioningArgs.builder().bucket(bucket).build());
            if (versioning.status() != VersioningConfiguration.Status.ENABLED) {
                throw new IOException(
                        "the bucket " + bucket + " has no versioning; an archive needs it and object lock");
            }
            requireObjectLock(bucket);
            return null;
        });
    }

    private void requireObjectLock(String bucket) throws IOException, MinioException {
        try {
            client.getObjectLockConfiguration(
                    GetObjectLockConfigurationArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            if (NO_BUCKET_LOCK.equals(e.errorResponse().code())) {
                throw new IOException(
                        "the bucket " + bucket + " has no object lock, which most stores can only give a new bucket; "
                                + "create another one with object lock",
                        e);
            }
            throw e;
        }
    }

    /** Stores the file under a lock that was read back. */
    void put(String name, Path file) throws IOException {
        Retention lock = lockFor(name);
        ObjectWriteResponse stored = call("store", name, () -> {
            UploadObjectArgs.Builder upload = UploadObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(key(name))
                    .retention(lock)
                    .filename(file.toString(), config.partSize().bytes());
            encryption(upload);
            return client.uploadObject(upload.build());
        });
        readBack(name, stored.versionId(), lock, Files.size(file));
    }

    /** Stores the bytes under a lock that was read back. */
    void put(String name, byte[] bytes) throws IOException {
        Retention lock = lockFor(name);
        ObjectWriteResponse stored = call("store", name, () -> {
            PutObjectArgs.Builder put =
                    PutObjectArgs.builder().bucket(config.bucket()).object(key(name)).retention(lock).stream(
                            new ByteArrayInputStream(bytes), (long) bytes.length, -1L);
            encryption(put);
            return client.putObject(put.build());
        });
        readBack(name, stored.versionId(), lock, bytes.length);
    }

    private void encryption(io.minio.ObjectWriteArgs.Builder<?, ?> put) throws MinioException {
        switch (config.encryption()) {
            case SSE_S3:
                put.sse(new ServerSideEncryption.S3());
                break;
            case SSE_KMS:
                put.sse(new ServerSideEncryption.KMS(config.kmsKey().orElseThrow(), null));
                break;
            default:
                break;
        }
    }

    private Retention lockFor(String name) {
        ZonedDateTime until = clock.instant()
                .plus(RetentionOf.name(config.retention(), name))
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1)
                .atZone(ZoneOffset.UTC);
        return new Retention(RetentionMode.COMPLIANCE, until);
    }

    /** A store may take a lock and not keep it: only what it says afterwards counts. */
    private void readBack(String name, String versionId, Retention lock, long bytes) throws IOException {
        if (versionId == null || versionId.isEmpty()) {
            throw new IOException("the store gave " + name + " no version: the bucket's versioning was switched off");
        }
        if (!keeps(name, versionId, lock)) {
            // Ceph's gateway drops the lock that comes with an upload in parts.
            lock(name, versionId, lock);
            if (!keeps(name, versionId, lock)) {
                throw new IOException("the store took " + name + " and does not lock it as asked");
            }
        }
        long size = call(
                "look at",
                name,
                () -> client.statObject(StatObjectArgs.builder()
                                .bucket(config.bucket())
                                .object(key(name))
                                .versionId(versionId)
                                .build())
                        .size());
        if (size != bytes) {
            throw new IOException("the store has " + size + " of " + bytes + " bytes of " + name);
        }
    }

    private boolean keeps(String name, String versionId, Retention lock) throws IOException {
        return call("read the lock of", name, () -> {
            try {
                Retention kept = client.getObjectRetention(GetObjectRetentionArgs.builder()
                        .bucket(config.bucket())
                        .object(key(name))
                        .versionId(versionId)
                        .build());
                return kept != null
                        && kept.mode() == RetentionMode.COMPLIANCE
                        && !kept.retainUntilDate().isBefore(lock.retainUntilDate());
            } catch (ErrorResponseException e) {
                if (NO_LOCK.contains(e.errorResponse().code())) {
                    return false;
                }
                throw e;
            }
        });
    }

    private void lock(String name, String versionId, Retention lock) throws IOException {
        call("lock", name, () -> {
            client.setObjectRetention(SetObjectRetentionArgs.builder()
                    .bucket(config.bucket())
                    .object(key(name))
                    .versionId(versionId)
                    .config(lock)
                    .build());
            return null;
        });
    }

    /** The oldest version of each name that begins so, in the order of names; delete markers are passed over. */
    List<StoredObject> oldestVersions(String prefix) throws IOException {
        return call("list", prefix, () -> {
            Map<String, StoredObject> oldest = new LinkedHashMap<>();
            Map<String, ZonedDateTime> times = new LinkedHashMap<>();
            for (Result<Item> result : list(prefix, true)) {
                Item item = result.get();
                if (item.isDeleteMarker() || item.isDir()) {
                    continue;
                }
                String name = item.objectName().substring(config.prefix().length());
                ZonedDateTime known = times.get(name);
                // Newest first, says S3, so that of two with one time the later listed is the older.
                if (known == null || !item.lastModified().isAfter(known)) {
                    times.put(name, item.lastModified());
                    oldest.put(name, new StoredObject(name, item.versionId(), item.size()));
                }
            }
            return new ArrayList<>(oldest.values());
        });
    }

    /** The names of the folders directly below one, which ends with {@code /}; also of those whose objects are hidden by delete markers. */
    List<String> folders(String parent) throws IOException {
        return call("list", parent, () -> {
            TreeSet<String> folders = new TreeSet<>();
            for (Result<Item> result : list(parent, false)) {
                Item item = result.get();
                String below = item.objectName().substring((config.prefix() + parent).length());
                if (below.endsWith("/")) {
                    folders.add(below.substring(0, below.length() - 1));
                }
            }
            return List.copyOf(folders);
        });
    }

    private Iterable<Result<Item>> list(String prefix, boolean recursive) {
        return client.listObjects(ListObjectsArgs.builder()
                .bucket(config.bucket())
                .prefix(config.prefix() + prefix)
                .recursive(recursive)
                .includeVersions(true)
                .build());
    }

    /** All bytes of a small object. */
    byte[] read(StoredObject object) throws IOException {
        return call("read", object.name(), () -> {
            try (InputStream in = client.getObject(GetObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(key(object.name()))
                    .versionId(object.versionId())
                    .build())) {
                return in.readAllBytes();
            }
        });
    }

    /** Writes the object into a file that does not exist yet. */
    void download(StoredObject object, Path file) throws IOException {
        call("read", object.name(), () -> {
            client.downloadObject(DownloadObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(key(object.name()))
                    .versionId(object.versionId())
                    .filename(file.toString())
                    .build());
            return null;
        });
    }

    private String key(String name) {
        return config.prefix() + name;
    }

    /** A call of the store. */
    private interface Call<T> {
        T run() throws IOException, MinioException;
    }

    private <T> T call(String what, String name, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (ErrorResponseException e) {
            throw failure(what, name, e.errorResponse().code(), e);
        } catch (MinioException e) {
            throw failure(what, name, e.getMessage(), e);
        } catch (IllegalStateException e) {
            // The client wraps so what its asynchronous half throws, a refused connection for one.
            throw failure(what, name, String.valueOf(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private IOException failure(String what, String name, String reason, Exception cause) {
        return new IOException(
                "cannot " + what + " " + config.bucket() + "/" + config.prefix() + name + ": " + reason, cause);
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the S3 client did not close", e);
        }
    }
}
