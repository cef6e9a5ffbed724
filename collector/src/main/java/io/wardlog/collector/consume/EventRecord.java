package io.wardlog.collector.consume;

import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A record of {@code wardlog.events.v1} that passed the third check.
 *
 * @param stored the record; its value are the exact bytes to keep
 * @param key the tenant and device of the record's key
 * @param hash the event hash
 * @param origin which batch carried it, and what ingest and custody found
 * @param event the event, absent when the record holds it only as a sealed block
 */
public record EventRecord(StoredRecord stored, Key key, Hash hash, Origin origin, Optional<Event> event) {

    /** Whose event it is. */
    public record Key(String tenantId, String deviceId) {}

    /**
     * Where the event came from.
     *
     * @param batch the hash of the batch
     * @param index the place in the batch, from 0
     * @param verdict {@code ok}, or the code that ingest found
     * @param quarantine the code for which it is quarantined
     */
    public record Origin(Hash batch, long index, String verdict, Optional<String> quarantine) {}

    /**
     * The UTC day that storage files it under: of {@code ingestionTime}, or for a sealed event, which shows none, of the
     * Kafka record's own timestamp.
     */
    public LocalDate day() {
        return event.map(open -> LocalDate.parse(open.ingestionTime().substring(0, 10)))
                .orElseGet(() -> Instant.ofEpochMilli(stored.timestampMs())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate());
    }
}
