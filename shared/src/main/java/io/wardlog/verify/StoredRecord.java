package io.wardlog.verify;

import io.wardlog.hash.Hash;
import java.util.List;
import java.util.Optional;

/**
 * One record as an export line or an archive row carries it. Nothing in it has been checked.
 *
 * @param place where it stands
 * @param event the stored bytes of the event, verbatim; empty when only a sealed block is carried, because marked values came in the clear
 * @param hash the event hash that stands beside it
 * @param disclosures the disclosure strings that stand beside it
 * @param quarantine the quarantine mark's code, a hint; always there when {@code event} is empty
 */
public record StoredRecord(
        Place place, Optional<EventBytes> event, Hash hash, List<String> disclosures, Optional<String> quarantine) {

    public StoredRecord {
        if (event.isEmpty() && quarantine.isEmpty()) {
            throw new IllegalArgumentException("only quarantined events are carried sealed");
        }
    }
}
