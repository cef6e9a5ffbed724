/**
 * Trace context beside batches and events, in the roles that they go through. It decides nothing, and what is malformed is counted and as if it were
 * not there.
 */
package io.wardlog.collector.trace;
