package io.wardlog.collector.ingest;

import io.wardlog.trace.EventTraces;

/**
 * A batch that ingest takes.
 *
 * @param key {@code tenant/agent}
 * @param frame the agent's bytes, verbatim
 * @param receipt the signed receipt, framed; nobody may see it before the batch is stored
 * @param events how many events the batch holds
 * @param quarantined how many of them are marked
 * @param traces goes beside the batch; no part of it
 */
public record AdmittedBatch(String key, byte[] frame, byte[] receipt, int events, int quarantined, EventTraces traces) {

    /** One without traces. */
    public AdmittedBatch(String key, byte[] frame, byte[] receipt, int events, int quarantined) {
        this(key, frame, receipt, events, quarantined, EventTraces.NONE);
    }

    /** The same with traces. */
    public AdmittedBatch with(EventTraces other) {
        return new AdmittedBatch(key, frame, receipt, events, quarantined, other);
    }

    /** The agent's tenant. */
    public String tenantId() {
        return key.substring(0, key.indexOf('/'));
    }
}
