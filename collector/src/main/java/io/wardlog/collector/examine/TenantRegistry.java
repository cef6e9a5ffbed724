package io.wardlog.collector.examine;

import io.wardlog.schema.SchemaRegistry;

/** The schemas of each tenant. Thread-safe. */
@FunctionalInterface
public interface TenantRegistry {
    /** What events of this tenant are checked against at this moment: the product's schemas and the tenant's own. */
    SchemaRegistry of(String tenantId);
}
