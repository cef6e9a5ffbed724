/**
 * What "durable" means in the agent: an append-only sequence of entries, numbered from 0 without a hole, that is on disk
 * before anyone is told so. {@link io.wardlog.edge.journal.Journal} is the port; {@code chronicle} implements it. Entries
 * are opaque here: what their kinds mean belongs to those who write them.
 */
package io.wardlog.edge.journal;
