package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static io.wardlog.edge.journal.segment.JournalFixture.assertEntry;
import static io.wardlog.edge.journal.segment.JournalFixture.groups;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery.Cut;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.segment.JournalVerifier.Summary;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalVerifierTest extends OnEachKind {

    @Test
    void showsEveryEntryWithItsPlace() throws IOException {
        twoFiles();
        Seen seen = new Seen();
        Summary summary = new JournalVerifier(directory).verify(seen);
        assertThat(summary).isEqualTo(new Summary(0, 15, 15, 0, 0));
        for (int ordinal = 0; ordinal < 15; ordinal++) {
            Place place = seen.places.get(ordinal);
            try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "r")) {
                file.seek(place.offset());
                byte kind = file.readByte();
                byte[] payload = new byte[file.readInt()];
                file.readFully(payload);
                assertEntry(ordinal, new JournalEntry(kind, payload));
            }
        }
    }

    @Test
    void anyFlippedByteOfAnyGroupIsFoundWithItsPlaceAndOrdinals() throws IOException {
        twoFiles();
        for (Group group : groups(directory)) {
            if (group.header().count() > 0) {
                for (int at = 0; at < group.header().length(); at++) {
                    assertFound(group, at);
                }
            }
        }
    }

    private void assertFound(Group group, int at) throws IOException {
        flip(group.place(), at);
        Seen seen = new Seen();
        new JournalVerifier(directory).verify(seen);
        assertThat(seen.corruptions)
                .as("byte %d of %s", at, group.header())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.firstOrdinal()).isEqualTo(group.header().firstOrdinal());
                    assertThat(found.lastOrdinal()).isEqualTo(group.header().endOrdinal() - 1);
                    assertThat(found.place().file()).isEqualTo(group.place().file());
                    assertThat(found.place().offset())
                            .isBetween(group.place().offset() - 4, group.place().offset());
                });
        flip(group.place(), at);
    }

    /** What an agent does meanwhile. */
    private interface Meanwhile {
        void happens() throws IOException;
    }

    private Seen verifyWhile(Meanwhile agent) throws IOException {
        Seen seen = new Seen() {
            @Override
            public void entry(Place place, long ordinal, JournalEntry entry) throws IOException {
                if (places().isEmpty()) {
                    agent.happens();
                }
                super.entry(place, ordinal, entry);
            }
        };
        new JournalVerifier(directory).verify(seen);
        return seen;
    }

    @Test
    void groupsThatAnAgentWritesWhereZerosWereReadAreNotMissed() throws IOException {
        JournalLimits limits = new JournalLimits(4 << 20, 64 << 20, 64 << 10);
        SegmentJournal.Parts parts = SegmentJournal.Parts.of(new FileChannelDisk(), JournalFixture.format(kind));
        try (SegmentJournal journal = SegmentJournal.open(directory, limits, Known.NOTHING, parts)) {
            append(journal, 1);
            // More than the 256 KiB that are read at a time: of the first group its end is read, of the second all.
            Seen seen = verifyWhile(() -> append(journal, 2_000, 2));
            assertThat(seen.corruptions).isEmpty();
            assertThat(seen.places).hasSize(2_003);
        }
    }

    @Test
    void whatAnAgentPrunesMeanwhileIsNotMissing() throws IOException {
        twoFiles();
        try (SegmentJournal journal = open(directory)) {
            append(journal, 6);
        }
        try (SegmentJournal journal = open(directory)) {
            append(journal, 7);
            Seen seen = verifyWhile(() -> journal.prune(21));
            assertThat(SegmentDirectory.list(directory)).hasSize(1);
            assertThat(seen.corruptions).isEmpty();
            assertThat(seen.pruned).containsExactly(21L);
            assertThat(seen.places).as("the file that was open, and the last").hasSize(6 + 7);
        }
    }

    @Test
    void anEmptyDirectoryIsAnEmptyJournal() throws IOException {
        assertThat(new JournalVerifier(directory).verify(new Seen())).isEqualTo(new Summary(0, 0, 0, 0, 0));
    }

    private void twoFiles() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            append(journal, 1, 2, 3);
        }
        try (SegmentJournal journal = open(directory)) {
            append(journal, 4, 5);
        }
    }

    private static void flip(Place place, int at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(place.offset() + at);
            int old = file.read();
            file.seek(place.offset() + at);
            file.write(old ^ 0x01);
        }
    }

    private static class Seen implements JournalVerifier.Visitor {

        private final List<Place> places = new ArrayList<>();
        private final List<Corruption> corruptions = new ArrayList<>();
        private final List<Long> pruned = new ArrayList<>();

        List<Place> places() {
            return places;
        }

        @Override
        public void entry(Place place, long ordinal, JournalEntry entry) throws IOException {
            places.add(place);
        }

        @Override
        public void corrupt(Corruption corruption) {
            corruptions.add(corruption);
        }

        @Override
        public void cut(Cut cut) {
            // Beside a corruption, the damaged bytes may also be an unfinished end.
        }

        @Override
        public void pruned(long belowOrdinal) {
            pruned.add(belowOrdinal);
        }
    }
}
