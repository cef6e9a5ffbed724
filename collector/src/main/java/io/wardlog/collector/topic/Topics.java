package io.wardlog.collector.topic;

/**
 * The topics' names. Keys are UTF-8: {@code tenant/agent} or {@code tenant/device}, for leaves {@code tenant}, so that the default
 * partitioner keeps an agent's batches, a device's events and a tenant's leaves each in one partition and in order. Every reader uses
 * {@code read_committed}.
 */
public final class Topics {
    /** Key {@code tenant/agent}; value: an agent's frame, verbatim; header {@link RecordHeaders#RECEIPT}. */
    public static final String BATCHES = "wardlog.batches.v1";

    /**
     * Key {@code tenant/device}; value: an event's canonical bytes, or {@code {"sealedEvent":…,"hash":…,"quarantine":…}} when values
     * marked as patient data came in the clear; headers {@link RecordHeaders#HASH}, {@code BATCH}, {@code INDEX}, {@code VERDICT},
     * {@code QUARANTINE}.
     */
    public static final String EVENTS = "wardlog.events.v1";

    /** Key {@code tenant/device}; value: a sealed block; headers hash, batch, index, eventId, agentId, epoch. */
    public static final String DISCLOSURES = "wardlog.disclosures.v1";

    /** Key {@code tenant/agent}; value: JCS of {@code batchHash, eventHashes, header, receipt, signature}. */
    public static final String PROOFS = "wardlog.proofs.v1";

    /** Key {@code tenant}; value: the type byte and body of a transparency-log entry, in log order. */
    public static final String LEAVES = "wardlog.leaves.v1";

    /** Key {@code tenant/agent}; value: JCS of {@code code, tenantId, agentId, epoch?, deviceId?, batchSequence?, detail, at}. */
    public static final String ALERTS = "wardlog.alerts.v1";

    /** Compacted; key {@code tenant/agent}; value: JCS of the confirmed head and what custody knows of the agent. */
    public static final String AGENTS = "wardlog.agents.v1";

    /** Original key and value; headers {@code origin-topic, origin-partition, origin-offset, role, reason}. */
    public static final String DEAD_LETTERS = "wardlog.deadletter.v1";

    /** Custody's own, named by Kafka Streams: the ledger's every change, from which a lost one is restored. Compacted. */
    public static final String LEDGER_CHANGELOG = "wardlog-custody-ledger-changelog";

    private Topics() {}
}
