/**
 * From the journal to the collector: seals batches, sends one at a time, checks and journals receipts, learns what is
 * confirmed. {@link io.wardlog.edge.forward.Forwarder} is a state machine on a thread of its own with the clock given
 * from outside; {@link io.wardlog.edge.forward.Uplink} is the port to the collector.
 */
package io.wardlog.edge.forward;
