package io.wardlog.collector.register;

import io.wardlog.keys.TrustedKey;

/** An agent that may send batches. Ids are those of its certificate, of its batches' headers and of its events. */
public record RegisteredAgent(
        String tenantId, String hospitalId, String agentId, TrustedKey signingKey, String sanUri) {
    /** The SAN URI of an agent's TLS certificate. */
    public static String sanUri(String tenantId, String hospitalId, String agentId) {
        return "urn:wardlog:agent:" + tenantId + ":" + hospitalId + ":" + agentId;
    }

    /** The Kafka key {@code tenant/agent}. */
    public String key() {
        return tenantId + "/" + agentId;
    }
}
