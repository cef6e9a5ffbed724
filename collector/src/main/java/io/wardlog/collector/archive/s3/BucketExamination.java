package io.wardlog.collector.archive.s3;

import io.minio.BucketExistsArgs;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.MinioClient;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.VersioningConfiguration;
import java.io.IOException;

/** A look at the bucket before its first use. */
final class BucketExamination {

    private static final String NO_LOCK = "ObjectLockConfigurationNotFoundError";

    private final S3Calls calls;
    private final MinioClient client;
    private final String bucket;

    BucketExamination(S3Calls calls) {
        this.calls = calls;
        this.client = calls.client();
        this.bucket = calls.config().bucket();
    }

    /** Refuses a bucket that does not exist, or that would not keep what it is given. */
    void run() throws IOException {
        calls.call("look for", "", () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                throw new IOException("there is no bucket " + bucket + "; create it with object lock");
            }
            VersioningConfiguration versioning = client.getBucketVersioning(
                    GetBucketVersioningArgs.builder().bucket(bucket).build());
            if (versioning.status() != VersioningConfiguration.Status.ENABLED) {
                throw new IOException(
                        "the bucket " + bucket + " has no versioning; an archive needs it and object lock");
            }
            requireObjectLock();
            return null;
        });
    }

    private void requireObjectLock() throws IOException, MinioException {
        try {
            client.getObjectLockConfiguration(
                    GetObjectLockConfigurationArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            if (NO_LOCK.equals(e.errorResponse().code())) {
                throw new IOException(
                        "the bucket " + bucket + " has no object lock, which most stores can only give a new bucket; "
                                + "create another one with object lock",
                        e);
            }
            throw e;
        }
    }
}
