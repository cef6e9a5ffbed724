package io.wardlog.collector.ingest;

/**
 * A batch that ingest takes.
 *
 * @param key {@code tenant/agent}
 * @param frame the agent's bytes, verbatim
 * @param receipt the signed receipt, framed; nobody may see it before the batch is stored
 * @param events how many events the batch holds
 * @param quarantined how many of them are marked
 */
public record AdmittedBatch(String key, byte[] frame, byte[] receipt, int events, int quarantined) {}
