package io.wardlog.collector.register;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The register's file. */
public record RegisterConfig(
        @Doc("Tenants by id") Map<String, Tenant> tenants,
        @Doc("Agents") List<Agent> agents) {

    /** One tenant. */
    public record Tenant(
            @Doc("The public half of the tenant's seal key (PEM, X25519)")
            Path sealPublicKey) {}

    /** One agent. */
    public record Agent(
            @Doc("The agent's id: unique in the tenant") String agentId,
            @Doc("The tenant") String tenantId,
            @Doc("The hospital") String hospitalId,

            @Doc("The public half of the agent's signing key (PEM)")
            Path signingPublicKey,

            @Doc("The SAN URI of its TLS certificate, when it is not urn:wardlog:agent:{tenant}:{hospital}:{agent}")
            Optional<String> sanUri,

            @Doc("False while the agent may not send") @Default("true")
            boolean enabled) {}
}
