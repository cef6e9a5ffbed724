package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;

/**
 * Where sealing stands.
 *
 * @param last the last sealed batch; before the first one of an epoch its number is 0 and its hash the batch genesis
 * @param nextIndex the next batch's {@code firstIndex}
 * @param nextOrdinal the first journal entry that no batch covers yet
 */
public record SealCursor(BatchLink last, long nextIndex, long nextOrdinal) {

    static SealCursor read(Fields in) {
        return new SealCursor(in.batchLink(), in.i64(), in.i64());
    }

    void write(FieldsWriter out) {
        out.batchLink(last);
        out.i64(nextIndex).i64(nextOrdinal);
    }
}
