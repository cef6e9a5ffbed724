package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;

/**
 * The collector's custody says, signed, that everything up to this batch is unbroken. Layout: {@link BatchLink}, i64 time
 * at which the agent learned it, in microseconds since 1970 of a clock that nobody sets.
 */
public record ConfirmedEntry(BatchLink batch, long learnedMicros) implements Entry {

    static final byte KIND = 5;

    static ConfirmedEntry read(Fields in) {
        return new ConfirmedEntry(in.batchLink(), in.i64());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        FieldsWriter out = new FieldsWriter(96);
        out.batchLink(batch);
        return out.i64(learnedMicros).toBytes();
    }
}
