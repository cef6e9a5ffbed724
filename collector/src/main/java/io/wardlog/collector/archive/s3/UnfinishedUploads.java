package io.wardlog.collector.archive.s3;

import io.minio.AbortMultipartUploadArgs;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MinioAsyncClient;
import io.minio.messages.ListMultipartUploadsResult;
import io.wardlog.collector.archive.S3Config;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What killed writers left of uploads in parts: it is no object, no lock keeps it, and the store keeps its bytes for ever. An upload that is
 * older than any living writer can have under way is aborted, at most 1,000 of a kind at a start. Used by one thread.
 */
final class UnfinishedUploads {
    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);
    private static final Duration NOBODY_IS_AT_IT_AFTER = Duration.ofDays(1);
    private static final int MOST_AT_ONCE = 1_000;

    /** The folders that files are put into: whoever else uses the bucket is left alone. */
    private static final List<String> KINDS = List.of("events/", "proofs/", "disclosures/");

    private final S3Config config;
    private final InstantSource clock;

    UnfinishedUploads(S3Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Aborts old ones. Failing is harmless and only logged: they cost room, nothing else. */
    void abortOld() {
        try (MinioAsyncClient client = S3Clients.createAsync(config)) {
            for (String kind : KINDS) {
                abortOld(client, config.prefix() + kind);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            LOG.atWarn().addKeyValue("reason", failure.getCause().getMessage()).log("unfinished_uploads_not_aborted");
        } catch (Exception failure) { // what closing a client may throw
            LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("unfinished_uploads_not_aborted");
        }
    }

    private void abortOld(MinioAsyncClient client, String prefix) throws ExecutionException, InterruptedException {
        Instant before = clock.instant().minus(NOBODY_IS_AT_IT_AFTER);
        ListMultipartUploadsResult found = list(client, prefix);
        for (ListMultipartUploadsResult.Upload upload : found.uploads()) {
            if (upload.initiated().toInstant().isBefore(before)) {
                abort(client, upload);
            }
        }
    }

    private ListMultipartUploadsResult list(MinioAsyncClient client, String prefix)
            throws ExecutionException, InterruptedException {
        return client.listMultipartUploads(ListMultipartUploadsArgs.builder()
                        .bucket(config.bucket())
                        .prefix(prefix)
                        .maxUploads(MOST_AT_ONCE)
                        .build())
                .get()
                .result();
    }

    private void abort(MinioAsyncClient client, ListMultipartUploadsResult.Upload upload)
            throws ExecutionException, InterruptedException {
        client.abortMultipartUpload(AbortMultipartUploadArgs.builder()
                        .bucket(config.bucket())
                        .object(upload.objectName())
                        .uploadId(upload.uploadId())
                        .build())
                .get();
        LOG.atInfo().addKeyValue("object", upload.objectName()).log("unfinished_upload_aborted");
    }
}
