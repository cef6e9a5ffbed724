package io.wardlog.edge.journal;

/**
 * Entries that were durable once and cannot be read back: {@code CORRUPT}. Never cut, never written over.
 *
 * @param place where the first damage was met
 * @param firstOrdinal the first entry that is missing
 * @param lastOrdinal the last entry that is missing, at least {@code firstOrdinal}
 * @param reason what is wrong, for people
 */
public record Corruption(Place place, long firstOrdinal, long lastOrdinal, String reason) {}
