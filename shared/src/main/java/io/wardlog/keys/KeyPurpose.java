package io.wardlog.keys;

/** What a key is trusted for; one key, one purpose. */
public enum KeyPurpose {
    /** An agent's key: signs batch headers. */
    AGENT_BATCH,
    /** A collector's key: signs receipts and heads. */
    COLLECTOR_RECEIPT,
    /** A key of those who answer for a tenant's event types: signs registry bundles. */
    SCHEMA_REGISTRY,
    /** A key of Wardlog's maintainers: signs the index of the product's own event types. */
    SCHEMA_RELEASE,
    /** A key of those who may set and release legal holds: signs their records. */
    LEGAL_HOLD
}
