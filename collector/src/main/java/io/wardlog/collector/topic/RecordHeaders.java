package io.wardlog.collector.topic;

import io.wardlog.trace.EventTraces;
import io.wardlog.trace.TraceContext;

/** The names of record headers. Their values are ASCII text, except {@link #RECEIPT}. */
public final class RecordHeaders {
    /** On batches: the receipt as ingest signed it, framed as {@code WLR1}. */
    public static final String RECEIPT = "receipt";

    /** On batches: {@link io.wardlog.trace.EventTraces}, unsigned; absent when no event of the batch is traced. */
    public static final String EVENT_TRACES = EventTraces.NAME;

    /** On events: {@link io.wardlog.trace.TraceContext}, unsigned; absent when the event is not traced. */
    public static final String TRACE = TraceContext.NAME;

    /** The event hash, 64 hex digits. */
    public static final String HASH = "hash";

    /** The hash of the batch that carried the event, 64 hex digits. */
    public static final String BATCH = "batch";

    /** The event's place in its batch, from 0, decimal. */
    public static final String INDEX = "index";

    /** What ingest found: {@link #VERDICT_OK} or an error code. */
    public static final String VERDICT = "verdict";

    /** The value of {@link #VERDICT} for an event that passed every check of its own. */
    public static final String VERDICT_OK = "ok";

    /** The error code for which the event is quarantined; the header is absent when it is not. */
    public static final String QUARANTINE = "quarantine";

    /** On disclosures: the event's id. */
    public static final String EVENT_ID = "eventId";

    /** On disclosures: the agent that sealed the block. */
    public static final String AGENT_ID = "agentId";

    /** On disclosures: the agent's epoch. */
    public static final String EPOCH = "epoch";

    /** On dead letters: the topic that held the record. */
    public static final String ORIGIN_TOPIC = "origin-topic";

    /** On dead letters: the partition, decimal. */
    public static final String ORIGIN_PARTITION = "origin-partition";

    /** On dead letters: the offset, decimal. */
    public static final String ORIGIN_OFFSET = "origin-offset";

    /** On dead letters: the role that could not use the record. */
    public static final String ROLE = "role";

    /** On dead letters: {@code <error code>: <verdict>, <detail without patient data>}. */
    public static final String REASON = "reason";

    private RecordHeaders() {}
}
