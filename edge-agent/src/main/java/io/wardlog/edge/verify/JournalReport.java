package io.wardlog.edge.verify;

import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.verify.Verdict;

/**
 * What a check of a journal came to.
 *
 * @param entries what the files hold
 * @param events events checked
 * @param batches batches checked
 * @param receipts receipts met
 * @param unsealed events behind the last batch: whoever controls the gateway could remove them unseen
 * @param skipped batches whose events are no longer there
 * @param verdict the worst finding's, else {@code VERIFIED}
 */
public record JournalReport(
        JournalVerifier.Summary entries,
        long events,
        long batches,
        long receipts,
        long unsealed,
        long skipped,
        Verdict verdict) {}
