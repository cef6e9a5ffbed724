package io.wardlog.collector.archive.s3;

import io.minio.BucketExistsArgs;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.SetObjectLockConfigurationArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.ObjectLockConfiguration;
import io.minio.messages.RetentionMode;
import io.minio.messages.VersioningConfiguration;
import io.wardlog.collector.archive.RetentionConfig;
import io.wardlog.collector.prepare.Difference;
import io.wardlog.collector.prepare.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the archive's bucket where there is none, and checks the one that is there: versioning, object lock, and the retention by default, which
 * guards an object for the moment in which a store has dropped the lock that came with it. Changes nothing that exists. Used by one thread.
 */
final class BucketKeeper {
    private static final String NO_LOCK = "ObjectLockConfigurationNotFoundError";
    private static final String REFUSED = "AccessDenied";

    private final S3Calls calls;
    private final MinioClient client;
    private final String bucket;
    private final String what;
    private final long days;

    BucketKeeper(S3Calls calls) {
        this.calls = calls;
        this.client = calls.client();
        this.bucket = calls.config().bucket();
        this.what = "bucket " + bucket;
        this.days = shortestDays(calls.config().retention());
    }

    /** The shortest retention in whole days: a longer one by default would lock what is to be kept shorter. */
    private static long shortestDays(RetentionConfig retention) {
        return Stream.of(retention.events(), retention.proofs(), retention.disclosures())
                .mapToLong(Duration::toDays)
                .min()
                .orElseThrow();
    }

    Report init(boolean dryRun) throws IOException {
        return calls.call("prepare", "", () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                return dryRun ? missing("make it with wardlog collector init") : made();
            }
            List<Difference> differences = new ArrayList<>();
            versioning().ifPresent(differences::add);
            lock().ifPresent(differences::add);
            return Report.found(what, differences);
        });
    }

    private Report missing(String advice) {
        return Report.found(what, List.of(Difference.missing(what, shape(), advice)));
    }

    private String shape() {
        return "versioning, object lock" + (days > 0 ? ", " + wantedRetention() + " by default" : "");
    }

    private String wantedRetention() {
        return "COMPLIANCE for " + days + " days";
    }

    private Report made() throws MinioException {
        try {
            client.makeBucket(
                    MakeBucketArgs.builder().bucket(bucket).objectLock(true).build());
        } catch (ErrorResponseException e) {
            if (REFUSED.equals(e.errorResponse().code())) {
                return missing("the store lets these credentials make none: let its owner make it, with object lock");
            }
            throw e;
        }
        if (days > 0) {
            client.setObjectLockConfiguration(SetObjectLockConfigurationArgs.builder()
                    .bucket(bucket)
                    .config(new ObjectLockConfiguration(
                            RetentionMode.COMPLIANCE,
                            new ObjectLockConfiguration.RetentionDurationDays(Math.toIntExact(days))))
                    .build());
        }
        return Report.created(what + ": " + shape());
    }

    private Optional<Difference> versioning() throws MinioException {
        VersioningConfiguration versioning = client.getBucketVersioning(
                GetBucketVersioningArgs.builder().bucket(bucket).build());
        return versioning.status() == VersioningConfiguration.Status.ENABLED
                ? Optional.empty()
                : Optional.of(new Difference(
                        what,
                        "versioning",
                        String.valueOf(versioning.status()),
                        "Enabled",
                        "it comes with object lock; the archive refuses a bucket without"));
    }

    private Optional<Difference> lock() throws MinioException {
        try {
            ObjectLockConfiguration found = client.getObjectLockConfiguration(
                    GetObjectLockConfigurationArgs.builder().bucket(bucket).build());
            return isRight(found)
                    ? Optional.empty()
                    : Optional.of(
                            new Difference(
                                    what,
                                    "retention by default",
                                    found.mode() == null
                                            ? "none"
                                            : found.mode() + " for " + daysOf(found.duration()) + " days",
                                    wantedRetention() + " or less",
                                    "let the bucket's owner set it; longer would lock what archive.s3.retention keeps shorter"));
        } catch (ErrorResponseException e) {
            if (NO_LOCK.equals(e.errorResponse().code())) {
                return Optional.of(new Difference(
                        what,
                        "object lock",
                        "none",
                        "Enabled",
                        "most stores can only give it to a new bucket: make another one"));
            }
            throw e;
        }
    }

    private boolean isRight(ObjectLockConfiguration found) {
        if (found.mode() == null) {
            return days == 0;
        }
        return found.mode() == RetentionMode.COMPLIANCE && daysOf(found.duration()) <= days;
    }

    private static long daysOf(ObjectLockConfiguration.RetentionDuration duration) {
        return duration instanceof ObjectLockConfiguration.RetentionDurationYears
                ? duration.duration() * 365L
                : duration.duration();
    }
}
