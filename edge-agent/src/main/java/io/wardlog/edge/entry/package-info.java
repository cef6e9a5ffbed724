/**
 * What the journal's opaque records mean: one {@link io.wardlog.edge.entry.Entry} each, with the binary layout beside
 * it. The journal does not know them; writer, recovery, forwarder and verifier do.
 */
package io.wardlog.edge.entry;
