package io.wardlog.edge.journal;

/**
 * The state that all journal entries below an ordinal led to.
 *
 * @param ordinal the first entry that is <em>not</em> in the state
 * @param state the state's bytes, opaque here
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Snapshot(long ordinal, byte[] state) {}
