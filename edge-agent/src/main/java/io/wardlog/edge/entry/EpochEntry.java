package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;
import java.util.Optional;

/**
 * From here on events belong to this epoch; every chain starts anew. Layout: text epoch, optional {@link BatchLink} of
 * the last batch before it.
 */
public record EpochEntry(String epoch, Optional<BatchLink> previous) implements Entry {

    static final byte KIND = 1;

    static EpochEntry read(Fields in) {
        return new EpochEntry(in.text(), in.optional(Fields::batchLink));
    }

    /** The entry with this payload. */
    public static EpochEntry fromPayload(byte[] payload) {
        try {
            return Fields.readAll(payload, EpochEntry::read);
        } catch (EntryFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        return new FieldsWriter(128)
                .text(epoch)
                .optional(previous, FieldsWriter::batchLink)
                .toBytes();
    }
}
