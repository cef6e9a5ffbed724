/**
 * Groups as excerpts of Chronicle Queue. Each segment is a queue of its own with one file, so that Chronicle opens only the
 * file it writes and never meets what a crash or a fault left in an older one. Chronicle appends; the sync is ours
 * ({@code FileChannel.force}), and all reading is {@code segment}'s. The reasons are in docs/adr/0003.
 */
package io.wardlog.edge.journal.chronicle;
