package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Cut;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a journal holds, and makes sure that it is durable before anyone builds on it.
 *
 * <p>The last group may have reached only the page cache before the process ended, and a sync that failed then leaves pages
 * that look clean. So it is written once more, byte for byte, and synced.
 */
final class JournalRecovery implements GroupWalk.Findings {

    private final Path journal;
    private final JournalDisk disk;
    private final Known known;
    private final List<Corruption> corruptions = new ArrayList<>();

    JournalRecovery(Path journal, JournalDisk disk, Known known) {
        this.journal = journal;
        this.disk = disk;
        this.known = known;
    }

    /** Reads from the asked ordinal to the end. */
    Recovery recover(List<Segment> segments) throws IOException {
        if (segments.isEmpty()) {
            endsBefore(0, new Place(journal, 0));
            return new Recovery(known.durableBelow(), known.durableBelow(), Optional.empty(), corruptions);
        }
        try (GroupWalk walk = GroupWalk.checking(segments, known.checkFrom(), this)) {
            Optional<Group> last = Optional.empty();
            for (var next = walk.next(); next.isPresent(); next = walk.next()) {
                last = next;
            }
            Optional<Cut> cut = walk.unfinishedEnd();
            endsBefore(walk.expected(), walk.end());
            settle(last, walk);
            long next = Math.max(walk.expected(), known.durableBelow());
            return new Recovery(segments.get(0).firstOrdinal(), next, cut, corruptions);
        }
    }

    private void endsBefore(long expected, Place end) {
        if (expected < known.durableBelow()) {
            corruptions.add(new Corruption(
                    end,
                    expected,
                    known.durableBelow() - 1,
                    "the journal ends before what is known to have been durable"));
        }
    }

    private void settle(Optional<Group> last, GroupWalk walk) throws IOException {
        if (last.isPresent()) {
            writeAgain(last.get());
        }
        Segment end = walk.segment();
        if (Files.exists(end.file())) {
            try (DiskFile file = disk.open(end.file())) {
                Segment.trim(file, Math.max(walk.contentEnd(), walk.end().offset()));
                file.sync();
            }
        }
        disk.syncDirectory(end.directory());
        disk.syncDirectory(journal);
    }

    private void writeAgain(Group group) throws IOException {
        Place place = group.place();
        int length = group.header().length();
        try (FileWindow window = new FileWindow(place.file());
                DiskFile file = disk.open(place.file())) {
            if (!window.holds(place.offset(), length)
                    || !GroupCodec.isWhole(group.header(), window.view(place.offset(), length))) {
                throw new IOException("the journal's last group is not what it was a moment ago: " + place);
            }
            file.write(window.view(place.offset(), length), place.offset());
            file.sync();
        }
    }

    @Override
    public void lost(Corruption corruption) {
        corruptions.add(corruption);
    }

    @Override
    public void cut(Cut cut) {
        // An earlier start reported it.
    }
}
