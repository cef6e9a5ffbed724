package io.wardlog.collector.ingest;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.rate.RateLimit;
import java.util.Map;
import java.util.Optional;

/** How much ingest takes, by tenant and by agent; what is not said has no limit. Whoever is over one is told when to come again. */
public record IngestLimits(
        @Doc("Of every tenant, all its agents together; set it where tenants share a collector")
        Optional<RateLimit> tenant,

        @Doc("Of single tenants, by id, instead of that") @Default("")
        Map<String, RateLimit> tenants,

        @Doc("Of every agent") Optional<RateLimit> agent) {

    /** No limit at all. */
    public static final IngestLimits NONE = new IngestLimits(Optional.empty(), Map.of(), Optional.empty());

    /** The limit of a tenant. */
    Optional<RateLimit> ofTenant(String tenantId) {
        return Optional.ofNullable(tenants.get(tenantId)).or(this::tenant);
    }
}
