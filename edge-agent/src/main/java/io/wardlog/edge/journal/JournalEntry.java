package io.wardlog.edge.journal;

/**
 * One entry of the journal: a kind and its bytes, both opaque to the journal.
 *
 * @param kind what the payload is; the numbers belong to the codecs above the journal
 * @param payload the bytes, possibly none; neither copied nor changed, the caller must not change them either
 */
// Identity is the ordinal, never the content: the record's array component is not compared.
@SuppressWarnings("ArrayRecordComponent")
public record JournalEntry(byte kind, byte[] payload) {

    /** Bytes that every entry needs beside its payload: u8 kind, u32 length. */
    public static final int OVERHEAD = Byte.BYTES + Integer.BYTES;

    /** The room that this entry takes in a group, in bytes. */
    public int storedBytes() {
        return OVERHEAD + payload.length;
    }
}
