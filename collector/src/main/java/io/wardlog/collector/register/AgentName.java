package io.wardlog.collector.register;

import io.wardlog.event.Identifiers;
import java.util.Collection;
import java.util.Optional;

/** The name in an agent's TLS certificate: {@code urn:wardlog:agent:{tenant}:{hospital}:{agent}}. */
public record AgentName(String tenantId, String hospitalId, String agentId) {
    private static final String PREFIX = "urn:wardlog:agent:";
    private static final int PARTS = 3;

    /** The one among these SAN URIs that has the form of an agent's name. */
    public static Optional<AgentName> among(Collection<String> sanUris) {
        return sanUris.stream().map(AgentName::read).flatMap(Optional::stream).findFirst();
    }

    private static Optional<AgentName> read(String uri) {
        String[] parts = uri.startsWith(PREFIX) ? uri.substring(PREFIX.length()).split(":", -1) : new String[0];
        return parts.length == PARTS
                        && Identifiers.isTenantOrHospital(parts[0])
                        && Identifiers.isTenantOrHospital(parts[1])
                        && Identifiers.isDevice(parts[2])
                ? Optional.of(new AgentName(parts[0], parts[1], parts[2]))
                : Optional.empty();
    }

    /** {@code tenant/agent}. */
    public String key() {
        return tenantId + "/" + agentId;
    }
}
