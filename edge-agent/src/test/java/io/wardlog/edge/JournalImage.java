package io.wardlog.edge;

import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What can be read of a journal that nobody has open, and what is said of the rest. */
final class JournalImage implements JournalVerifier.Visitor {

    final Map<Hash, Long> events = new HashMap<>();
    final Map<Long, BatchEntry> batches = new TreeMap<>();
    final List<Corruption> corruptions = new ArrayList<>();
    final List<Recovery.Cut> cuts = new ArrayList<>();
    final JournalVerifier.Summary summary;

    JournalImage(Path journal) throws IOException {
        summary = new JournalVerifier(journal).verify(this);
    }

    @Override
    public void entry(Place place, long ordinal, JournalEntry raw) throws IOException {
        try {
            Entry entry = Entry.read(raw);
            if (entry instanceof EventEntry event) {
                events.put(event.hash(), ordinal);
            } else if (entry instanceof BatchEntry batch) {
                batches.put(ordinal, batch);
            }
        } catch (EntryFormatException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void corrupt(Corruption corruption) {
        corruptions.add(corruption);
    }

    @Override
    public void cut(Recovery.Cut cut) {
        cuts.add(cut);
    }
}
