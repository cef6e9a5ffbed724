package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;

/** A verified receipt, kept as it came. Layout: {@link BatchLink}, bytes WLR1 frame. */
@SuppressWarnings("ArrayRecordComponent") // the array is the record's content and never changes
public record ReceiptEntry(BatchLink batch, byte[] receipt) implements Entry {

    static final byte KIND = 4;

    static ReceiptEntry read(Fields in) {
        return new ReceiptEntry(in.batchLink(), in.bytes());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        FieldsWriter out = new FieldsWriter(128 + receipt.length);
        out.batchLink(batch);
        return out.bytes(receipt).toBytes();
    }
}
