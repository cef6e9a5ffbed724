package io.wardlog.collector;

/** The roles that a collector process can have, in the order in which records flow through them and in which they start. */
public enum RoleName {
    /** Takes batches from agents, checks them, appends them to Kafka and signs receipts. */
    INGEST,
    /** Judges the order of batches and publishes their events. */
    CUSTODY,
    /** Puts events into OpenSearch. */
    INDEX,
    /** Puts events and proofs into the archive. */
    ARCHIVE,
    /** Answers questions over HTTP. */
    API
}
