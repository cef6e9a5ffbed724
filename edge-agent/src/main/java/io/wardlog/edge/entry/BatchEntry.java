package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;

/**
 * A sealed batch: everything that, with the events it covers, gives the frame's bytes again. Synced before the first
 * byte of it is sent. Layout: {@link BatchLink}, i64 endIndex, i64 firstOrdinal, i64 endOrdinal, bytes header, bytes
 * signature.
 *
 * @param batch its place and hash
 * @param endIndex the header's {@code firstIndex} + {@code count}: the next batch's {@code firstIndex}
 * @param firstOrdinal where the part of the journal that it covers begins
 * @param endOrdinal where that part ends, exclusive; the batch holds the events between, other entries are passed over
 * @param header the canonical header, without its tag
 * @param signature over the tagged header
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the record's content and never change
public record BatchEntry(
        BatchLink batch, long endIndex, long firstOrdinal, long endOrdinal, byte[] header, byte[] signature)
        implements Entry {

    static final byte KIND = 3;

    static BatchEntry read(Fields in) {
        return new BatchEntry(in.batchLink(), in.i64(), in.i64(), in.i64(), in.bytes(), in.bytes());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        FieldsWriter out = new FieldsWriter(192 + header.length + signature.length);
        out.batchLink(batch);
        return out.i64(endIndex)
                .i64(firstOrdinal)
                .i64(endOrdinal)
                .bytes(header)
                .bytes(signature)
                .toBytes();
    }
}
