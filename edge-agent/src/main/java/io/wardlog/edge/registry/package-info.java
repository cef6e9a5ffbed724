/**
 * Which schemas are in force: the product's, those of a directory, and those of the tenant's signed bundle, which is pulled from the
 * collector while the agent runs, kept on disk, and recorded before the first event that uses it. A bundle that is refused changes nothing.
 */
package io.wardlog.edge.registry;
