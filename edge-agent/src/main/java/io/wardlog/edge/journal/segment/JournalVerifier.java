package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery.Cut;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole journal directory and checks every group: checksums, and ordinals without a hole. Only reads. An agent may
 * have the journal open: what it writes meanwhile may be seen or not, a group in mid-write shows as a cut, and what it prunes is passed over.
 */
public final class JournalVerifier {

    private final Path journal;

    public JournalVerifier(Path journal) {
        this.journal = journal.toAbsolutePath();
    }

    /**
     * Walks the journal from its first file to its end.
     *
     * @param visitor is shown everything in order, on the calling thread; its exceptions end the walk
     * @throws IOException when the directory or a file cannot be read at all
     */
    public Summary verify(Visitor visitor) throws IOException {
        List<Segment> segments = SegmentDirectory.list(journal);
        Count count = new Count(journal, visitor);
        if (segments.isEmpty()) {
            return new Summary(0, 0, 0, 0, 0);
        }
        long first = segments.get(0).firstOrdinal();
        try (GroupWalk walk = new GroupWalk(segments, first, count)) {
            for (var group = walk.next(); group.isPresent(); group = walk.next()) {
                count.group(group.get());
            }
            Optional<Cut> cut = walk.unfinishedEnd();
            if (cut.isPresent()) {
                count.cut(cut.get());
            }
            return new Summary(first, walk.expected(), count.entries, count.corruptions, count.cuts);
        }
    }

    /**
     * Shows what a damaged group still holds, as far as its lengths are right: enough to tell a record that was changed from bytes that are none.
     *
     * @param visitor is shown the entries, whose checksum is wrong
     */
    public void remains(Corruption corruption, Remains visitor) throws IOException {
        Place place = corruption.place();
        try (FileWindow window = new FileWindow(place.file())) {
            Optional<GroupHeader> header = window.holds(place.offset(), GroupHeader.BYTES)
                    ? GroupHeader.read(window.view(place.offset(), GroupHeader.BYTES))
                    : Optional.empty();
            if (header.filter(head -> head.firstOrdinal() == corruption.firstOrdinal())
                            .isEmpty()
                    || !window.holds(place.offset(), header.get().length())) {
                return;
            }
            var entries = GroupCodec.remains(
                    header.get(), window.view(place.offset(), header.get().length()));
            show(new Group(place, header.get(), entries), visitor);
        } catch (NoSuchFileException pruned) {
            return; // by an agent, since it was found
        }
    }

    private static void show(Group group, Remains visitor) throws IOException {
        long offset = group.place().offset() + GroupHeader.BYTES;
        long ordinal = group.header().firstOrdinal();
        for (JournalEntry entry : group.entries().orElse(List.of())) {
            visitor.entry(new Place(group.place().file(), offset), ordinal, entry);
            offset += entry.storedBytes();
            ordinal++;
        }
    }

    /** Is shown entries. */
    public interface Remains {

        /**
         * An entry.
         *
         * @param place where its record begins
         */
        void entry(Place place, long ordinal, JournalEntry entry) throws IOException;
    }

    /** Is shown what the walk finds. */
    public interface Visitor extends Remains {

        /** An entry of a group whose checksums are right. */
        @Override
        void entry(Place place, long ordinal, JournalEntry entry) throws IOException;

        /** Entries that were durable and no longer parse: {@code CORRUPT}. */
        void corrupt(Corruption corruption) throws IOException;

        /** An unfinished end of some run, never acknowledged; not a fault. */
        void cut(Cut cut) throws IOException;

        /** What comes before this ordinal, and was not shown, was pruned by an agent meanwhile; not a fault. */
        default void pruned(long belowOrdinal) throws IOException {}
    }

    /**
     * What was found.
     *
     * @param firstOrdinal the first ordinal kept
     * @param nextOrdinal the ordinal behind the last entry
     * @param entries entries read back
     * @param corruptions places reported as corrupt
     * @param cuts unfinished ends
     */
    public record Summary(long firstOrdinal, long nextOrdinal, long entries, long corruptions, long cuts) {}

    private static final class Count implements GroupWalk.Findings {

        private final Path journal;
        private final Visitor visitor;
        private long entries;
        private long corruptions;
        private long cuts;

        Count(Path journal, Visitor visitor) {
            this.journal = journal;
            this.visitor = visitor;
        }

        void group(Group group) throws IOException {
            show(group, visitor);
            entries += group.header().count();
        }

        @Override
        public void lost(Corruption corruption) throws IOException {
            corruptions++;
            visitor.corrupt(corruption);
        }

        @Override
        public void cut(Cut cut) throws IOException {
            cuts++;
            visitor.cut(cut);
        }

        @Override
        public List<Segment> segmentsNow() throws IOException {
            return SegmentDirectory.list(journal);
        }

        @Override
        public void pruned(long belowOrdinal) throws IOException {
            visitor.pruned(belowOrdinal);
        }
    }
}
