package io.wardlog.collector.register;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.event.EventTimes;
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

            @Doc(
                    "Keys that it signed with before: what they signed stays valid, and until a time of each they may still sign")
            Optional<List<FormerKey>> formerKeys,

            @Doc("active; or decommissioned: it is not missed when it is silent, and refused when it sends")
            @Default("active")
            State state,

            @Doc("When it was decommissioned (RFC 3339, UTC)")
            Optional<String> decommissionedAt) {

        /** Refuses a time that belongs to no decommissioning. */
        public Agent {
            if (decommissionedAt.isPresent() && state == State.ACTIVE) {
                throw new IllegalArgumentException("decommissionedAt is set, but the state is active");
            }
            decommissionedAt.ifPresent(at -> time("decommissionedAt", at));
        }
    }

    /** A key that an agent signed with before. */
    public record FormerKey(
            @Doc("The public half (PEM)") Path publicKey,

            @Doc("Until when batches signed with it are still taken (RFC 3339, UTC); those taken before stay valid")
            String until) {

        /** Refuses what is no time. */
        public FormerKey {
            time("until", until);
        }
    }

    /** Where an agent stands in its life. */
    public enum State {
        ACTIVE,
        DECOMMISSIONED
    }

    private static void time(String key, String text) {
        if (EventTimes.read(text).isEmpty() || !text.endsWith("Z")) {
            throw new IllegalArgumentException(key + " is no UTC time such as 2026-11-26T09:00:00Z");
        }
    }
}
