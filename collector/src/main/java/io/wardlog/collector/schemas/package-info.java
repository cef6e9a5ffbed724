/**
 * The tenants' own event types: from each tenant's directory and signed bundle, loaded again when the bundle's file changes. Events are
 * checked against their tenant's registry, and the tenant's agents are given its bundle.
 */
package io.wardlog.collector.schemas;
