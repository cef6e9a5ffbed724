package io.wardlog.edge.verify;

import io.wardlog.edge.journal.Place;
import io.wardlog.verify.Verdict;

/**
 * Something wrong in a journal.
 *
 * @param verdict how bad it is
 * @param place where its record begins
 * @param ordinal the journal entry
 * @param reason for people; quotes no value
 */
public record JournalFinding(Verdict verdict, Place place, long ordinal, String reason) {

    @Override
    public String toString() {
        return verdict + " " + place + " entry " + ordinal + ": " + reason;
    }
}
