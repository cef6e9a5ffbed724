package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static io.wardlog.edge.journal.segment.JournalFixture.groups;
import static io.wardlog.edge.journal.segment.JournalFixture.readToEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four groups, ordinals 0–1, 2–4, 5–8, 9–13, then damage. */
class JournalRecoveryTest extends OnEachKind {

    @BeforeEach
    void fourGroups() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            append(journal, 2, 3, 4, 5);
        }
    }

    @Test
    void anUnfinishedEndIsCutAndStaysCut() throws IOException {
        Group last = dropEndMark();
        zero(last.place(), last.header().length() / 2, last.header().length());
        try (SegmentJournal journal = open(directory)) {
            Recovery recovery = journal.recovery();
            assertThat(recovery.nextOrdinal()).isEqualTo(9);
            assertThat(recovery.corruptions()).isEmpty();
            assertThat(recovery.cut()).hasValueSatisfying(cut -> {
                assertThat(cut.afterOrdinal()).isEqualTo(8);
                assertThat(cut.bytes()).isPositive();
                assertThat(cut.place()).isEqualTo(last.place());
            });
            append(journal, 6);
            assertThat(readToEnd(journal, 0)).isEqualTo(15);
        }
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().corruptions()).isEmpty();
            assertThat(journal.recovery().cut()).isEmpty();
            assertThat(readToEnd(journal, 0)).isEqualTo(15);
        }
    }

    @Test
    void aCleanEndIsNoCut() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().cut()).isEmpty();
        }
    }

    @Test
    void damageBeforeAValidGroupIsCorrupt() throws IOException {
        Group second = groups(directory).get(1);
        flip(second.place(), GroupHeader.BYTES + 1);
        assertCorrupt(new Corruption(second.place(), 2, 4, "damaged: a later group follows"), 14);
    }

    /** As swapped pages show it. */
    @Test
    void whatLooksLikeALongDocumentOfChroniclesOwnDoesNotMoveThePlace() throws IOException {
        Group second = groups(directory).get(1);
        try (RandomAccessFile file = new RandomAccessFile(second.place().file().toFile(), "rw")) {
            file.seek(second.place().offset() - 4);
            file.write(new byte[] {-1, -1, -1, 0x7F, 0});
        }
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().corruptions())
                    .isNotEmpty()
                    .allSatisfy(lost -> assertThat(lost.place().offset())
                            .isLessThanOrEqualTo(second.place().offset()));
        }
    }

    @Test
    void zeroedPagesBeforeAValidGroupAreCorrupt() throws IOException {
        Group first = groups(directory).get(0);
        Group last = groups(directory).get(3);
        zero(first.place(), 0, (int) (last.place().offset() - first.place().offset()));
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().corruptions()).singleElement().satisfies(lost -> {
                assertThat(lost.firstOrdinal()).isZero();
                assertThat(lost.lastOrdinal()).isEqualTo(8);
            });
            assertThat(readToEnd(journal, 9)).isEqualTo(14);
        }
    }

    @Test
    void aLaterHeadProvesThatTheGroupBeforeItWasDurable() throws IOException {
        Group third = groups(directory).get(2);
        Group last = dropEndMark();
        flip(third.place(), GroupHeader.BYTES);
        zero(last.place(), GroupHeader.BYTES, last.header().length());
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().nextOrdinal()).isEqualTo(9);
            assertThat(journal.recovery().corruptions())
                    .containsExactly(new Corruption(third.place(), 5, 8, "damaged: a later group follows"));
            assertThat(journal.recovery().cut())
                    .hasValueSatisfying(cut -> assertThat(cut.place()).isEqualTo(last.place()));
        }
    }

    @Test
    void theMarkOfACleanStopProvesTheLastGroup() throws IOException {
        Group last = groups(directory).get(3);
        flip(last.place(), last.header().length() - 1);
        assertCorrupt(new Corruption(last.place(), 9, 13, "damaged: a later group follows"), 14);
    }

    @Test
    void aLaterFileProvesTheLastGroupOfTheOneBefore() throws IOException {
        dropEndMark();
        try (SegmentJournal journal = open(directory)) {
            append(journal, 1);
        }
        Group last = groups(directory).get(3);
        flip(last.place(), last.header().length() - 5);
        assertCorrupt(new Corruption(last.place(), 9, 13, "damaged: a later file follows"), 15);
    }

    @Test
    void whatASnapshotHeldWasDurable() throws IOException {
        Group last = dropEndMark();
        flip(last.place(), last.header().length() - 1);
        try (SegmentJournal journal = open(directory, new Known(0, 12))) {
            assertThat(journal.nextOrdinal()).isEqualTo(12);
            assertThat(journal.recovery().corruptions()).singleElement().satisfies(lost -> {
                assertThat(lost.firstOrdinal()).isEqualTo(9);
                assertThat(lost.lastOrdinal()).isEqualTo(11);
                assertThat(lost.place()).isEqualTo(last.place());
            });
        }
    }

    @Test
    void aLostJournalNeverUsesAnOrdinalAgain() throws IOException {
        for (Segment segment : SegmentDirectory.list(directory)) {
            SegmentDirectory.delete(new FileChannelDisk(), segment.directory());
        }
        try (SegmentJournal journal = open(directory, Known.snapshotAt(10))) {
            assertThat(journal.nextOrdinal()).isEqualTo(10);
            assertThat(journal.recovery().corruptions()).hasSize(1);
            append(journal, 2);
            assertThat(readToEnd(journal, 10)).isEqualTo(12);
        }
    }

    @Test
    void aMissingFileInTheMiddleIsCorrupt() throws IOException {
        for (int run = 0; run < 2; run++) {
            try (SegmentJournal journal = open(directory)) {
                append(journal, 3);
            }
        }
        SegmentDirectory.delete(
                new FileChannelDisk(), SegmentDirectory.list(directory).get(1).directory());
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().corruptions()).singleElement().satisfies(lost -> {
                assertThat(lost.firstOrdinal()).isEqualTo(14);
                assertThat(lost.lastOrdinal()).isEqualTo(16);
            });
        }
    }

    /** Who goes on behind each hole would come back to this one for ever. */
    @Test
    void groupsThatTheDiskHasSwappedAreOneHoleForAReader() throws IOException {
        Group second = groups(directory).get(1);
        Group third = groups(directory).get(2);
        Group fourth = groups(directory).get(3);
        swap(second.place(), third.place().offset(), fourth.place().offset());
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.recovery().corruptions())
                    .extracting(Corruption::firstOrdinal, Corruption::lastOrdinal, Corruption::reason)
                    .containsExactly(
                            tuple(2L, 4L, "damaged: a later group follows"),
                            tuple(2L, 4L, "entries come a second time"));
            assertThat(readToEnd(journal, 5)).isEqualTo(14);
        }
    }

    @Test
    void checksOnlyFromTheAskedOrdinal() throws IOException {
        flip(groups(directory).get(0).place(), GroupHeader.BYTES + 1);
        try (SegmentJournal journal = open(directory, Known.snapshotAt(5))) {
            assertThat(journal.recovery().corruptions()).isEmpty();
            assertThat(journal.nextOrdinal()).isEqualTo(14);
        }
    }

    private void assertCorrupt(Corruption expected, long nextOrdinal) throws IOException {
        for (int start = 0; start < 2; start++) {
            try (SegmentJournal journal = open(directory)) {
                assertThat(journal.recovery().corruptions()).containsExactly(expected);
                assertThat(journal.nextOrdinal()).isEqualTo(nextOrdinal + start);
                assertThatExceptionOfType(CorruptJournalException.class)
                        .isThrownBy(() -> readToEnd(journal, 0))
                        .satisfies(e -> assertThat(e.corruption()).isEqualTo(expected));
                append(journal, 1);
                assertThat(readToEnd(journal, expected.lastOrdinal() + 1)).isEqualTo(nextOrdinal + start + 1);
            }
        }
    }

    /** Leaves the files as a crash does, and returns the last group. */
    private Group dropEndMark() throws IOException {
        Group mark = groups(directory).get(4);
        zero(mark.place(), kind == SegmentKind.CHRONICLE ? -4 : 0, mark.header().length());
        return groups(directory).get(3);
    }

    /** What stands up to the middle comes behind what stands up to the end. */
    private static void swap(Place place, long middle, long end) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            byte[] one = new byte[(int) (middle - place.offset())];
            byte[] other = new byte[(int) (end - middle)];
            file.seek(place.offset());
            file.readFully(one);
            file.readFully(other);
            file.seek(place.offset());
            file.write(other);
            file.write(one);
        }
    }

    private static void flip(Place place, int at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(place.offset() + at);
            int old = file.read();
            file.seek(place.offset() + at);
            file.write(old ^ 0x10);
        }
    }

    private static void zero(Place place, int from, int to) throws IOException {
        assertThat(Files.exists(place.file())).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(place.offset() + from);
            file.write(new byte[to - from]);
        }
    }
}
