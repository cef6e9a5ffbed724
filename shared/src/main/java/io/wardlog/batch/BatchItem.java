package io.wardlog.batch;

/** One event of a batch: its canonical bytes, and the sealed block of its disclosures, empty when it has none. */
public record BatchItem(byte[] event, byte[] sealed) {

    /** An event without disclosures. */
    public static BatchItem of(byte[] event) {
        return new BatchItem(event, new byte[0]);
    }
}
