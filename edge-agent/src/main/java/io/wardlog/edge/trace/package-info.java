/**
 * Trace context of events that are on their way to the collector: in bounded memory only, beside the journal and never in it. Whatever is lost here, the
 * record is the same.
 */
package io.wardlog.edge.trace;
