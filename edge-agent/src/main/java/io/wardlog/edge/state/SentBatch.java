package io.wardlog.edge.state;

import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.event.EventTimes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A sealed batch that the collector has not confirmed.
 *
 * @param batch its place and hash
 * @param entryOrdinal where its {@code BatchEntry} stands in the journal
 * @param firstOrdinal where the entries that it covers begin
 * @param endOrdinal where they end, exclusive
 * @param events how many it holds
 * @param sinceMicros since when its oldest event waits, where that is known, else when it was sealed; microseconds since 1970
 * @param receipted whether a receipt for it is journaled
 */
public record SentBatch(
        BatchLink batch,
        long entryOrdinal,
        long firstOrdinal,
        long endOrdinal,
        int events,
        long sinceMicros,
        boolean receipted) {

    /** The batch of an entry that stands at {@code ordinal}. */
    public static SentBatch of(long ordinal, BatchEntry entry) {
        // A header that no longer parses is for the verifier to find; here it only lacks its share of the backlog's
        // count
        Optional<BatchHeader> header = BatchHeader.read(entry.header()) instanceof BatchHeader.Reading.Value value
                ? Optional.of(value.header())
                : Optional.empty();
        return new SentBatch(
                entry.batch(),
                ordinal,
                entry.firstOrdinal(),
                entry.endOrdinal(),
                header.map(h -> h.position().count()).orElse(0),
                header.flatMap(h -> EventTimes.read(h.condition().sealedAt()))
                        .map(at -> ChronoUnit.MICROS.between(Instant.EPOCH, at))
                        .orElse(0L),
                false);
    }

    /** The same with its receipt. */
    public SentBatch withReceipt() {
        return new SentBatch(batch, entryOrdinal, firstOrdinal, endOrdinal, events, sinceMicros, true);
    }

    /** The same whose oldest event waits since then; 0 when it holds none. */
    public SentBatch waitingSince(long oldestMicros) {
        return oldestMicros == 0
                ? this
                : new SentBatch(batch, entryOrdinal, firstOrdinal, endOrdinal, events, oldestMicros, receipted);
    }

    /** The first journal entry that sending it again needs. */
    public long neededFrom() {
        return Math.min(firstOrdinal, entryOrdinal);
    }

    static SentBatch read(Fields in) {
        return new SentBatch(in.batchLink(), in.i64(), in.i64(), in.i64(), in.i32(), in.i64(), in.u8() == 1);
    }

    void write(FieldsWriter out) {
        out.batchLink(batch);
        out.i64(entryOrdinal)
                .i64(firstOrdinal)
                .i64(endOrdinal)
                .i32(events)
                .i64(sinceMicros)
                .u8(receipted ? 1 : 0);
    }
}
