/**
 * A journal of segments: files of one size, zeroed ahead, into which groups are written one behind the other and synced.
 * Start at {@link io.wardlog.edge.journal.segment.SegmentJournal}. How the bytes of a group get into the file is a
 * {@link io.wardlog.edge.journal.segment.SegmentWriter}: positional writes here, Chronicle Queue in {@code chronicle}. All
 * reading goes through plain file reads that trust nothing but the groups' own checksums, the same for readers, recovery and
 * the verifier, and for both kinds of files: a journal may hold both. The reasons are in docs/adr/0003 and 0043.
 */
package io.wardlog.edge.journal.segment;
