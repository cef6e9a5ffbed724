package io.wardlog.edge.verify;

import io.wardlog.chain.ChainId;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery.Cut;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whose journal it is, as its first event says. Only reads. */
public final class JournalOwner {

    private JournalOwner() {}

    /**
     * Whose journal lies in this directory; nothing when there is none, or no event can be read.
     *
     * @throws IOException when a file cannot be read at all
     */
    public static Optional<AgentIdentity> of(Path journal) throws IOException {
        if (!Files.isDirectory(journal)) {
            return Optional.empty();
        }
        try {
            new JournalVerifier(journal).verify(new FirstEvent());
            return Optional.empty();
        } catch (FoundException found) {
            return Optional.of(found.owner);
        }
    }

    /** Ends the walk: the first event is enough. */
    private static final class FoundException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient AgentIdentity owner;

        FoundException(AgentIdentity owner) {
            this.owner = owner;
        }
    }

    private static final class FirstEvent implements JournalVerifier.Visitor {

        @Override
        public void entry(Place place, long ordinal, JournalEntry entry) throws IOException {
            Optional<ChainId> chain = event(entry).map(ChainId::of);
            if (chain.isPresent()) {
                throw new FoundException(new AgentIdentity(
                        chain.get().tenantId(),
                        chain.get().hospitalId(),
                        chain.get().agentId()));
            }
        }

        private static Optional<Event> event(JournalEntry entry) {
            try {
                return Entry.read(entry) instanceof EventEntry event
                                && Event.read(event.event()) instanceof Event.Reading.Value value
                        ? Optional.of(value.event())
                        : Optional.empty();
            } catch (EntryFormatException unreadable) {
                return Optional.empty(); // another event may be readable
            }
        }

        @Override
        public void corrupt(Corruption corruption) {
            // what is behind it tells as well
        }

        @Override
        public void cut(Cut cut) {
            // nothing of it counts
        }
    }
}
