package io.wardlog.edge.forward;

import io.wardlog.batch.BatchBody;
import io.wardlog.batch.BatchFrameWriter;
import io.wardlog.batch.Compression;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame of a sealed batch, from what the journal holds. The same entries give the same bytes, as long as the compressor
 * is the same: its output is not kept, because that would write every event to disk twice. After an update that changed zstd a
 * resend's body may be compressed otherwise; what is signed, hashed and counted (header, signature, events) is the same
 * bytes, and by the batch hash the collector knows it for the same batch. Confined to the forwarder's thread.
 */
final class Frames {

    private final Journal journal;
    /** Of the batch that is read; their room serves the next one. */
    private final BatchBody body = new BatchBody();

    private final BatchFrameWriter writer = new BatchFrameWriter();

    Frames(Journal journal) {
        this.journal = journal;
    }

    /** The frame of the body's first {@code events}. */
    static byte[] encode(BatchFrameWriter writer, BatchEntry entry, BatchBody body, int events) {
        Compression compression = events == 0 ? Compression.NONE : Compression.ZSTD;
        return writer.write(new BatchFrameWriter.Head(entry.header(), entry.signature()), body, events, compression);
    }

    /** The batch whose entry stands at {@code entryOrdinal}. */
    SealedBatch read(long entryOrdinal) throws IOException {
        if (!(entryAt(entryOrdinal) instanceof BatchEntry entry)) {
            throw new IOException("the journal holds no batch at " + entryOrdinal);
        }
        body.removeFirst(body.count());
        List<Hash> events = new ArrayList<>();
        // Not one entry further: what lies behind may be damaged
        long left = entry.endOrdinal() - entry.firstOrdinal();
        try (JournalReader reader = journal.read(entry.firstOrdinal())) {
            for (; left > 0 && reader.next(); left--) {
                if (decode(reader) instanceof EventEntry event) {
                    event.addTo(body);
                    events.add(event.hash());
                }
            }
        }
        return new SealedBatch(entry, encode(writer, entry, body, body.count()), events);
    }

    private Entry entryAt(long ordinal) throws IOException {
        try (JournalReader reader = journal.read(ordinal)) {
            if (!reader.next()) {
                throw new IOException("the journal ends before " + ordinal);
            }
            return decode(reader);
        }
    }

    /** The reader's current entry. */
    static Entry decode(JournalReader reader) throws IOException {
        try {
            return Entry.read(reader.entry());
        } catch (EntryFormatException e) {
            throw new IOException("the journal's entry " + reader.ordinal() + " cannot be read", e);
        }
    }
}
