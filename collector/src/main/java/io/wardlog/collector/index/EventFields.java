package io.wardlog.collector.index;

/** The names of an indexed event's fields: what the mapping declares, documents carry and queries ask for. */
public final class EventFields {

    public static final String TENANT_ID = "tenantId";
    public static final String HOSPITAL_ID = "hospitalId";
    public static final String DEVICE_ID = "deviceId";
    public static final String DEVICE_TYPE = "deviceType";
    public static final String EVENT_ID = "eventId";
    public static final String EVENT_TYPE = "eventType";
    public static final String EVENT_VERSION = "eventVersion";
    public static final String CRITICALITY = "criticality";
    /** The device's claim; OpenSearch keeps milliseconds of it. */
    public static final String EVENT_TIME = "eventTime";
    /** The same with all nine digits: sorts as text in time order, from year 0001 to 9999. */
    public static final String EVENT_TIME_KEY = "eventTimeKey";

    public static final String INGESTION_TIME = "ingestionTime";
    public static final String AGENT_ID = "agentId";
    public static final String EPOCH = "epoch";
    /** {@code tenant/hospital/agent/epoch/device}. */
    public static final String CHAIN = "chain";

    public static final String SEQUENCE_NUMBER = "sequenceNumber";
    public static final String PROTOCOL = "protocol";
    public static final String AUTH = "auth";
    public static final String OPERATION = "operation";
    public static final String CORRELATION_ID = "correlationId";
    public static final String PERFORMED_BY = "performedBy";
    public static final String ACTOR_TYPE = "actorType";
    public static final String ACTOR_ID = "actorId";
    public static final String RESOURCE_TYPE = "resourceType";
    public static final String HASH = "hash";
    public static final String TRACE_ID = "traceId";
    public static final String SPAN_ID = "spanId";
    public static final String BATCH_HASH = "batchHash";
    public static final String BATCH_INDEX = "batchIndex";
    public static final String VERDICT = "verdict";
    /** The code; absent for an event that is not quarantined. */
    public static final String QUARANTINE = "quarantine";
    /** Whether only a sealed block is kept, because marked values came in the clear. */
    public static final String SEALED = "sealed";

    public static final String PAYLOAD = "payload";
    /** The record's exact bytes in base64; in no search structure. */
    public static final String BYTES = "bytes";

    private EventFields() {}
}
