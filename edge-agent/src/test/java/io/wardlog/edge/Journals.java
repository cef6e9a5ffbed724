package io.wardlog.edge;

import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.event.Event;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a journal that nobody has open holds. */
final class Journals {

    private Journals() {}

    static Verdict verdict(Path journal) throws IOException {
        return new JournalCheck(new JournalVerifier(journal), Optional.empty(), System.err::println)
                .run()
                .verdict();
    }

    /** Every event in the order of the journal. */
    static List<Event> events(Path journal) throws IOException {
        List<Event> events = new ArrayList<>();
        new JournalVerifier(journal).verify(new JournalVerifier.Visitor() {
            @Override
            public void entry(Place place, long ordinal, JournalEntry raw) throws IOException {
                if (read(raw) instanceof EventEntry entry
                        && Event.read(entry.event()) instanceof Event.Reading.Value value) {
                    events.add(value.event());
                }
            }

            @Override
            public void corrupt(Corruption corruption) {
                throw new AssertionError(corruption);
            }

            @Override
            public void cut(Recovery.Cut cut) {
                // what a kill leaves behind
            }
        });
        return events;
    }

    private static Entry read(JournalEntry raw) throws IOException {
        try {
            return Entry.read(raw);
        } catch (EntryFormatException e) {
            throw new IOException(e);
        }
    }
}
