/**
 * The one writer: a thread that owns the agent's state and the journal. It takes what has arrived, gives sequence numbers
 * and hashes, appends one group, syncs once, and then completes everyone who waited for it. Tasks say what to write;
 * nobody else appends.
 */
package io.wardlog.edge.writer;
