package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the groups of one file, in order, by their heads. What is not a group (Chronicle's own frames and indexes, zeros,
 * damage) is passed over; what a hole means is for {@link GroupWalk} to say.
 *
 * <p>Threads: confined.
 */
final class GroupScanner implements Closeable {

    /** Each group starts at a multiple of this. */
    private static final int STEP = 4;

    private final Path file;
    private final SegmentKind kind;
    private final FileWindow window;
    private final boolean onlyChecks;
    private long position;
    private long wholeEnd;
    private long gapStart;
    private long contentEnd;

    GroupScanner(Segment segment) throws IOException {
        this(segment, false);
    }

    /** @param onlyChecks whether its groups come without their entries, each checked as if they were wanted */
    GroupScanner(Segment segment, boolean onlyChecks) throws IOException {
        this.file = segment.file();
        this.kind = segment.kind();
        this.onlyChecks = onlyChecks;
        this.window = new FileWindow(file);
    }

    /**
     * The next group.
     *
     * @param neededFrom entries below this ordinal are not needed: groups that hold only such are passed by their head, with
     *     no entries in the answer
     * @return empty at the end of the file
     */
    Optional<Group> next(long neededFrom) throws IOException {
        gapStart = wholeEnd;
        while (window.holds(position, STEP)) {
            int word = window.intAt(position);
            if (word == 0) {
                position = Math.max(position + STEP, window.skipZeros(position));
                continue;
            }
            contentEnd = position + STEP;
            if (word == (int) (GroupHeader.MAGIC >>> Integer.SIZE) && window.holds(position, GroupHeader.BYTES)) {
                Optional<GroupHeader> header = GroupHeader.read(window.view(position, GroupHeader.BYTES));
                if (header.isPresent()) {
                    return Optional.of(found(header.get(), neededFrom));
                }
            }
            position += STEP;
        }
        return Optional.empty();
    }

    private Group found(GroupHeader header, long neededFrom) throws IOException {
        Place place = new Place(file, position);
        if (header.count() > 0 && header.endOrdinal() <= neededFrom) {
            pass(header);
            return new Group(place, header, Optional.of(List.of()));
        }
        if (window.holds(position, header.length())) {
            var entries = entries(header, window.view(position, header.length()));
            if (entries.isPresent()) {
                pass(header);
                return new Group(place, header, entries);
            }
        }
        position += STEP;
        return new Group(place, header, Optional.empty());
    }

    private Optional<List<JournalEntry>> entries(GroupHeader header, ByteBuffer group) {
        if (!onlyChecks) {
            return GroupCodec.decode(header, group);
        }
        return GroupCodec.isWhole(header, group) ? Optional.of(List.of()) : Optional.empty();
    }

    private void pass(GroupHeader header) {
        wholeEnd = position + header.length();
        contentEnd = wholeEnd;
        position = ChronicleFrames.align(wholeEnd);
    }

    /** Where the group belongs that the last call of {@link #next} looked for. */
    Place sought() throws IOException {
        return new Place(file, kind.groupAt(window, ChronicleFrames.align(gapStart)));
    }

    /** The end of the last bytes seen that are not zero; at the end of the file, of all of it. */
    long contentEnd() {
        return contentEnd;
    }

    /** Looks once more for what the last call of {@link #next} looked for, in the file as it is now. */
    void rewind() {
        wholeEnd = gapStart;
        position = ChronicleFrames.align(wholeEnd);
        window.forget();
    }

    /** Looks at the file anew: it has grown. */
    void refresh() {
        window.forget();
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
