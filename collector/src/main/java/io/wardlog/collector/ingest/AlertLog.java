package io.wardlog.collector.ingest;

import io.wardlog.collector.topic.Alert;

/** Where refusals are recorded. Thread-safe; returns at once. */
@FunctionalInterface
public interface AlertLog {
    /** Records an alert; a failure to do so is logged and counted, and stops nobody. */
    void record(Alert alert);
}
