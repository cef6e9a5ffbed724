package io.wardlog.collector.examine;

import io.wardlog.event.Event;
import io.wardlog.hash.Hash;

/**
 * An event of a sound batch.
 *
 * @param index its place in the batch, from 0
 * @param event the event
 * @param hash its hash
 * @param sealed the sealed block of its disclosures; empty when it has none
 */
public record ExaminedEvent(int index, Event event, Hash hash, byte[] sealed) {}
