/**
 * The pure verifiers: what a record, a chain, a batch, an export or an archive shows, as verdicts with places and reasons
 * (docs/formats.md sections 7 and 8). No clock, no files and no threads of their own, no trust in whoever wrote the bytes; memory is bounded by
 * the number of chains, never by the number of events.
 */
package io.wardlog.verify;
