package io.wardlog.collector.custody;

/** An agent of a tenant. */
record AgentRef(String tenantId, String agentId) {
    /** The Kafka key {@code tenant/agent}. */
    public String key() {
        return tenantId + "/" + agentId;
    }
}
