package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;

/**
 * A sealed batch that the collector has not confirmed.
 *
 * @param batch its place and hash
 * @param entryOrdinal where its {@code BatchEntry} stands in the journal
 * @param firstOrdinal where the entries that it covers begin
 * @param endOrdinal where they end, exclusive
 * @param receipted whether a receipt for it is journaled
 */
public record SentBatch(BatchLink batch, long entryOrdinal, long firstOrdinal, long endOrdinal, boolean receipted) {

    SentBatch withReceipt() {
        return new SentBatch(batch, entryOrdinal, firstOrdinal, endOrdinal, true);
    }

    static SentBatch read(Fields in) {
        return new SentBatch(in.batchLink(), in.i64(), in.i64(), in.i64(), in.u8() == 1);
    }

    void write(FieldsWriter out) {
        out.batchLink(batch);
        out.i64(entryOrdinal).i64(firstOrdinal).i64(endOrdinal).u8(receipted ? 1 : 0);
    }
}
