package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.state.SentBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All batches that the journal still holds, read from its first entry on: for the rare case that a collector lost some. */
final class KeptBatches {

    private KeptBatches() {}

    /** The batches from {@code fromOrdinal} on that can be read back whole, oldest first. */
    static List<SentBatch> read(Journal journal, long fromOrdinal) throws IOException {
        List<SentBatch> kept = new ArrayList<>();
        long wholeFrom = fromOrdinal;
        while (wholeFrom < journal.nextOrdinal()) {
            wholeFrom = readToHole(journal, wholeFrom, kept);
        }
        return kept;
    }

    /** Reads up to the next damage and returns where to go on behind it. */
    private static long readToHole(Journal journal, long wholeFrom, List<SentBatch> kept) throws IOException {
        try (JournalReader reader = journal.read(wholeFrom)) {
            while (reader.next()) {
                if (Frames.decode(reader) instanceof BatchEntry batch && batch.firstOrdinal() >= wholeFrom) {
                    kept.add(SentBatch.of(reader.ordinal(), batch).withReceipt());
                }
            }
            return Long.MAX_VALUE;
        } catch (CorruptJournalException damage) {
            return damage.corruption().lastOrdinal() + 1;
        }
    }

    /** Where a batch stands among them; -1 when it is none of them. */
    static int indexOf(List<SentBatch> kept, BatchLink batch) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).batch().equals(batch)) {
                return i;
            }
        }
        return -1;
    }
}
