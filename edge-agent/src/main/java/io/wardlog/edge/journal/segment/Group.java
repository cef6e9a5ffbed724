package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import java.util.List;
import java.util.Optional;

/**
 * A group that was found in a file, by its valid head.
 *
 * @param place where it begins
 * @param header its head
 * @param entries its entries; empty when they cannot be trusted
 */
record Group(Place place, GroupHeader header, Optional<List<JournalEntry>> entries) {

    boolean whole() {
        return entries.isPresent();
    }
}
