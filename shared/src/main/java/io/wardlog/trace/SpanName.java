package io.wardlog.trace;

/** The stretches of an event's way. */
public enum SpanName {
    /** From the listener until the event is on the agent's disk. */
    ACCEPT,
    /** From sending the event's batch until its receipt. */
    FORWARD,
    /** From the batch's request until Kafka has it. */
    INGEST,
    /** While custody judges the event's batch. */
    CUSTODY,
    /** From reading the event until OpenSearch has it. */
    INDEX
}
