package io.wardlog.collector.ingest;

import java.util.concurrent.CompletionStage;

/** Where taken batches go. Thread-safe. */
public interface BatchLog {
    /**
     * Appends a batch.
     *
     * @return completes once the batch is stored as durably as the cluster promises (acks=all), and before the configured delivery
     *     timeout is over in either way; exceptionally when it is not known to be stored, which does not mean that it is not
     */
    CompletionStage<Void> append(AdmittedBatch batch);
}
