package io.wardlog.collector.archive.s3;

import io.minio.GetObjectRetentionArgs;
import io.minio.MinioClient;
import io.minio.ObjectWriteArgs;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectArgs;
import io.minio.ServerSideEncryption;
import io.minio.SetObjectRetentionArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Retention;
import io.minio.messages.RetentionMode;
import io.wardlog.collector.archive.S3Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Puts objects, each under a COMPLIANCE lock that the store confirmed. */
final class LockedWrites {

    private static final Set<String> NO_LOCK =
            Set.of("ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration");

    private final S3Calls calls;
    private final MinioClient client;
    private final S3Config config;
    private final InstantSource clock;
    private final UnfinishedUploads unfinished;
    private boolean swept;

    /** The clock says from when on a lock counts. */
    LockedWrites(S3Calls calls, InstantSource clock) {
        this.calls = calls;
        this.client = calls.client();
        this.config = calls.config();
        this.clock = clock;
        this.unfinished = new UnfinishedUploads(config, clock);
    }

    /** Stores the file under a lock that was read back. */
    void put(String name, Path file) throws IOException {
        sweepOnce();
        Retention lock = lockFor(name);
        ObjectWriteResponse stored = calls.call("store", name, () -> {
            UploadObjectArgs.Builder upload = UploadObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(calls.key(name))
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
        ObjectWriteResponse stored = calls.call("store", name, () -> {
            PutObjectArgs.Builder put =
                    PutObjectArgs.builder().bucket(config.bucket()).object(calls.key(name)).retention(lock).stream(
                            new ByteArrayInputStream(bytes), (long) bytes.length, -1L);
            encryption(put);
            return client.putObject(put.build());
        });
        readBack(name, stored.versionId(), lock, bytes.length);
    }

    /** A writer's first file is the moment to clear away what writers before it left. */
    private synchronized void sweepOnce() {
        if (!swept) {
            swept = true;
            unfinished.abortOld();
        }
    }

    private void encryption(ObjectWriteArgs.Builder<?, ?> put) throws MinioException {
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

    /**
     * Makes sure that what was stored before is under the lock that it was to have: a writer may have been refused, or killed, between storing it and
     * reading its lock back. It is locked where it is not; what has outlived its retention is owed none.
     *
     * @throws IOException when the store does not keep that lock either
     */
    void requireLock(StoredObject object) throws IOException {
        Instant stored = stat(object.name(), object.versionId()).lastModified().toInstant();
        Instant until = stored.plus(RetentionOf.name(config.retention(), object.name()));
        if (until.isAfter(clock.instant())) {
            requireKept(object.name(), object.versionId(), lockUntil(until));
        }
    }

    private Retention lockFor(String name) {
        return lockUntil(clock.instant()
                .plus(RetentionOf.name(config.retention(), name))
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1));
    }

    private static Retention lockUntil(Instant until) {
        return new Retention(RetentionMode.COMPLIANCE, until.atZone(ZoneOffset.UTC));
    }

    /** A store may take a lock and not keep it: only what it says afterwards counts. */
    private void readBack(String name, String versionId, Retention lock, long bytes) throws IOException {
        if (versionId == null || versionId.isEmpty()) {
            throw new IOException("the store gave " + name + " no version: the bucket's versioning was switched off");
        }
        requireKept(name, versionId, lock);
        long size = stat(name, versionId).size();
        if (size != bytes) {
            throw new IOException("the store has " + size + " of " + bytes + " bytes of " + name);
        }
    }

    private void requireKept(String name, String versionId, Retention lock) throws IOException {
        if (!keeps(name, versionId, lock)) {
            // Ceph's gateway drops the lock that comes with an upload in parts.
            lock(name, versionId, lock);
            if (!keeps(name, versionId, lock)) {
                throw new IOException("the store took " + name + " and does not lock it as asked");
            }
        }
    }

    private StatObjectResponse stat(String name, String versionId) throws IOException {
        return calls.call(
                "look at",
                name,
                () -> client.statObject(StatObjectArgs.builder()
                        .bucket(config.bucket())
                        .object(calls.key(name))
                        .versionId(versionId)
                        .build()));
    }

    private boolean keeps(String name, String versionId, Retention lock) throws IOException {
        return calls.call("read the lock of", name, () -> {
            try {
                Retention kept = client.getObjectRetention(GetObjectRetentionArgs.builder()
                        .bucket(config.bucket())
                        .object(calls.key(name))
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
        calls.call("lock", name, () -> {
            client.setObjectRetention(SetObjectRetentionArgs.builder()
                    .bucket(config.bucket())
                    .object(calls.key(name))
                    .versionId(versionId)
                    .config(lock)
                    .build());
            return null;
        });
    }
}
