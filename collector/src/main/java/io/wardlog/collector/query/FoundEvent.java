package io.wardlog.collector.query;

import java.util.Optional;

/**
 * An event as the index gives it back.
 *
 * @param bytes the record's exact bytes: the canonical event, or its sealed form
 * @param isSealed whether they are the sealed form
 * @param hash the event hash, hex
 * @param batchHash the batch that carried it, hex
 * @param batchIndex its place in the batch
 * @param quarantine the code for which it is quarantined
 */
public record FoundEvent(
        byte[] bytes, boolean isSealed, String hash, String batchHash, long batchIndex, Optional<String> quarantine) {}
