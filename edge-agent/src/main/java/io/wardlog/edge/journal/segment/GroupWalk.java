package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery.Cut;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Walks the groups of a journal, over its segments, and tells what is missing. Readers, recovery and the verifier all walk
 * with this, so that they agree.
 *
 * <p>The rule: a group is written only after the one before it was durable, and a segment is named only after everything
 * before it was. So a valid group, a valid head of a group, or a segment's name with a higher ordinal than expected proves
 * that what is missing in between <em>was</em> durable: it is lost ({@code CORRUPT}). Bytes behind the last whole group that
 * nothing proves were never durable: an unfinished end, to be left out.
 *
 * <p>Threads: confined.
 */
final class GroupWalk implements Closeable {

    /** Is told what the walk meets beside whole groups, in order, before the group behind it is returned. */
    interface Findings {

        /** Entries that were durable are missing or come again. An exception ends the walk. */
        void lost(Corruption corruption) throws IOException;

        /** An unfinished end was passed. */
        void cut(Cut cut) throws IOException;

        /** The segments that there are by now, when another process may have changed that; empty when not. */
        default List<Segment> segmentsNow() throws IOException {
            return List.of();
        }

        /** What comes before this ordinal, and was not returned, was pruned since the walk began. */
        default void pruned(long belowOrdinal) throws IOException {}
    }

    private final Findings findings;
    private final boolean onlyChecks;
    private long from;
    private List<Segment> segments;
    private Segment segment;
    private Optional<GroupScanner> scanner;
    private long expected;
    private Optional<Place> damaged = Optional.empty();
    private long soughtAgain = -1;

    /**
     * @param segments the segments in order, at least one
     * @param from entries below this ordinal are passed over, unchecked where possible
     */
    GroupWalk(List<Segment> segments, long from, Findings findings) throws IOException {
        this(segments, from, findings, false);
    }

    /** As the constructor, for one who wants no entries: each group is checked as if they were wanted, and comes without them. */
    static GroupWalk checking(List<Segment> segments, long from, Findings findings) throws IOException {
        return new GroupWalk(segments, from, findings, true);
    }

    private GroupWalk(List<Segment> segments, long from, Findings findings, boolean onlyChecks) throws IOException {
        this.segments = segments;
        this.from = from;
        this.findings = findings;
        this.onlyChecks = onlyChecks;
        this.segment = startFor(segments, from);
        this.scanner = open(segment);
        this.expected = segment.firstOrdinal();
    }

    private static Segment startFor(List<Segment> segments, long from) {
        Segment start = segments.get(0);
        for (Segment candidate : segments) {
            if (candidate.firstOrdinal() <= from) {
                start = candidate;
            }
        }
        return start;
    }

    /** Entries below this ordinal, too, are passed over. */
    void passTo(long ordinal) {
        from = ordinal;
    }

    /** Whether it reads that segment. */
    boolean isIn(Segment one) {
        return segment.equals(one);
    }

    /** The ordinal that the next group must begin with. */
    long expected() {
        return expected;
    }

    /** The next whole group that holds an entry from the asked ordinal on; empty at the end. */
    Optional<Group> next() throws IOException {
        while (true) {
            Optional<Group> found = scanner.isPresent() ? scanner.get().next(from) : Optional.empty();
            if (found.isEmpty()) {
                if (!enterNextSegment()) {
                    return Optional.empty();
                }
            } else if (judge(found.get())) {
                return found;
            }
        }
    }

    private boolean judge(Group group) throws IOException {
        GroupHeader header = group.header();
        if (header.firstOrdinal() < expected) {
            if (header.count() > 0 && soughtAgain != expected) {
                findings.lost(new Corruption(
                        group.place(), header.firstOrdinal(), header.endOrdinal() - 1, "entries come a second time"));
            }
            return false;
        }
        if (header.firstOrdinal() > expected && seekAgain()) {
            return false;
        }
        missingBefore(header.firstOrdinal(), "damaged: a later group follows");
        if (!group.whole()) {
            damaged = damaged.or(() -> Optional.of(group.place()));
            return false;
        }
        damaged = Optional.empty();
        expected = header.endOrdinal();
        return expected > from && header.count() > 0;
    }

    private void missingBefore(long ordinal, String reason) throws IOException {
        if (ordinal <= expected) {
            return;
        }
        Place place = end();
        long first = Math.max(expected, from);
        expected = ordinal;
        damaged = Optional.empty();
        if (first < ordinal) {
            findings.lost(new Corruption(place, first, ordinal - 1, reason));
        }
    }

    private boolean enterNextSegment() throws IOException {
        Optional<Segment> next = nextSegment();
        if (next.isEmpty()) {
            return false;
        }
        if (next.get().firstOrdinal() > expected && seekAgain()) {
            return true;
        }
        Optional<Cut> cut = expected < next.get().firstOrdinal() ? Optional.empty() : unfinishedEnd();
        missingBefore(next.get().firstOrdinal(), "damaged: a later file follows");
        if (cut.isPresent()) {
            findings.cut(cut.get());
        }
        enter(next.get());
        return true;
    }

    private void enter(Segment next) throws IOException {
        close();
        segment = next;
        scanner = open(segment);
        damaged = Optional.empty();
    }

    /**
     * Looks once more before it is said that something is missing, and says whether it does: a running agent may have written it since,
     * where zeros were read, or pruned it.
     */
    private boolean seekAgain() throws IOException {
        if (soughtAgain == expected) {
            return false;
        }
        soughtAgain = expected;
        damaged = Optional.empty();
        scanner.ifPresent(GroupScanner::rewind);
        List<Segment> now = findings.segmentsNow();
        if (!now.isEmpty()) {
            segments = now;
            long kept = now.get(0).firstOrdinal();
            if (kept > expected) {
                expected = kept;
                enter(now.get(0));
                findings.pruned(kept);
            }
        }
        return true;
    }

    /** The unfinished end of the current segment; only after all of it was scanned. */
    Optional<Cut> unfinishedEnd() throws IOException {
        if (scanner.isEmpty()) {
            return Optional.empty();
        }
        Place end = end();
        long bytes = scanner.get().contentEnd() - end.offset();
        return bytes > 0 ? Optional.of(new Cut(end, bytes, expected - 1)) : Optional.empty();
    }

    /** Where the next group belongs, or where its damaged remains are. */
    Place end() throws IOException {
        if (damaged.isPresent()) {
            return damaged.get();
        }
        return scanner.isPresent() ? scanner.get().sought() : new Place(segment.file(), 0);
    }

    /** The segment that the walk is in. */
    Segment segment() {
        return segment;
    }

    /** The end of what is not zero in the current segment; only after all of it was scanned. */
    long contentEnd() {
        return scanner.isPresent() ? scanner.get().contentEnd() : 0;
    }

    /** Goes on with what was appended since. */
    void refresh(List<Segment> now) {
        segments = now;
        scanner.ifPresent(GroupScanner::refresh);
    }

    private Optional<Segment> nextSegment() {
        return segments.stream().filter(s -> s.number() > segment.number()).findFirst();
    }

    private Optional<GroupScanner> open(Segment segment) throws IOException {
        try {
            return Optional.of(new GroupScanner(segment, onlyChecks));
        } catch (NoSuchFileException missing) {
            // A crash between naming the segment and its first group; if there were groups, their ordinals are missing.
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (scanner.isPresent()) {
            scanner.get().close();
        }
    }
}
