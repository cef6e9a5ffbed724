/**
 * The journal on Chronicle Queue. Each <em>segment</em> is a directory of its own with a queue of one file, so that
 * Chronicle opens only the file it writes and never meets what a crash or a fault left in an older one. Chronicle appends;
 * the sync is ours ({@code FileChannel.force}), and so is all reading: through plain file reads that trust nothing but the
 * groups' own checksums, the same for readers, recovery and the verifier. Start at
 * {@link io.wardlog.edge.journal.chronicle.ChronicleJournal}; the reasons are in docs/adr/0003.
 */
package io.wardlog.edge.journal.chronicle;
