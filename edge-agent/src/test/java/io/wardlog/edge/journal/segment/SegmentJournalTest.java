package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static io.wardlog.edge.journal.segment.JournalFixture.assertEntry;
import static io.wardlog.edge.journal.segment.JournalFixture.group;
import static io.wardlog.edge.journal.segment.JournalFixture.readToEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.RoomFor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentJournalTest extends OnEachKind {

    private static final int ENTRY = 30_000;
    private static final int SMALL_ENTRY = 1_000;

    @Test
    void readsBackEverythingAcrossFilesAndRestarts() throws IOException {
        long next = 0;
        for (int run = 0; run < 3; run++) {
            try (SegmentJournal journal = open(directory)) {
                assertThat(journal.recovery()).isEqualTo(new Recovery(0, next, Optional.empty(), List.of()));
                for (int i = 0; i < 100; i++) {
                    append(journal, 1 + i % 40);
                }
                next = journal.nextOrdinal();
                assertThat(readToEnd(journal, 0)).isEqualTo(next);
                assertThat(readToEnd(journal, next / 2)).isEqualTo(next);
            }
        }
        assertThat(SegmentDirectory.list(directory)).hasSizeGreaterThan(5);
    }

    @Test
    void aReaderFollowsTheWriterAndSeesNothingElse() throws IOException {
        try (SegmentJournal journal = open(directory);
                JournalReader reader = journal.read(0)) {
            assertThat(reader.next()).isFalse();
            long ordinal = 0;
            for (int i = 0; i < 300; i++) {
                append(journal, 1 + i % 20);
                while (ordinal < journal.nextOrdinal()) {
                    assertThat(reader.next()).isTrue();
                    assertEntry(ordinal++, reader.entry());
                }
                assertThat(reader.next()).isFalse();
            }
        }
    }

    /** What is recent it has from memory, all else from files, some of which are pruned behind it. */
    @Test
    void aReaderThatFallsBehindCatchesUp() throws IOException {
        try (SegmentJournal journal = open(directory);
                JournalReader reader = journal.read(0)) {
            long ordinal = 0;
            for (int round = 0; round < 3; round++) {
                long recent = journal.nextOrdinal();
                for (long behind = 0; behind < RecentGroups.MOST_BYTES * 3 / 2; behind += 40 * 200) {
                    append(journal, 40);
                }
                ordinal = readUntil(reader, ordinal, (recent + journal.nextOrdinal()) / 2);
                append(journal, 3);
                ordinal = readUntil(reader, ordinal, journal.nextOrdinal());
                assertThat(reader.next()).isFalse();
                journal.prune(ordinal);
                append(journal, 1, 2);
                ordinal = readUntil(reader, ordinal, journal.nextOrdinal());
            }
        }
        assertThat(SegmentDirectory.list(directory).get(0).firstOrdinal()).isPositive();
    }

    private static long readUntil(JournalReader reader, long from, long to) throws IOException {
        for (long ordinal = from; ordinal < to; ordinal++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.ordinal()).isEqualTo(ordinal);
            assertEntry(ordinal, reader.entry());
        }
        return to;
    }

    @Test
    void aFailedSyncIsFatalAndNothingOfItIsShown() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk);
                JournalReader reader = journal.read(0)) {
            append(journal, 3);
            disk.failSync = true;
            assertThatIOException()
                    .isThrownBy(() -> journal.append(group(3, 2)))
                    .withMessage("Input/output error");
            disk.failSync = false;
            assertThatIOException()
                    .isThrownBy(() -> journal.append(group(3, 2)))
                    .withMessageContaining("has failed");
            assertThat(journal.nextOrdinal()).isEqualTo(3);
            assertThat(journal.space().hasRoomFor(1, RoomFor.CUSTODY)).isFalse();
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next()).isTrue();
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void withoutSyncsNothingIsSyncedAndAllIsWritten() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.failSync = true;
        disk.failDirectorySync = true;
        try (SegmentJournal journal = open(directory, Known.NOTHING, new UnsyncedDisk(disk))) {
            append(journal, 3);
        }
        try (SegmentJournal journal = open(directory)) {
            assertThat(readToEnd(journal, 0)).isEqualTo(3);
        }
    }

    @Test
    void aFailedDirectorySyncOfANewFileIsFatal() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            disk.failDirectorySync = true;
            assertThatIOException().isThrownBy(() -> journal.append(group(0, 1)));
            assertThat(journal.nextOrdinal()).isZero();
        }
    }

    /** A disk that gives the spare segment its name, and then says that it could not. */
    private static final class Doubtful extends RealDisk {

        private boolean doubtful = true;

        @Override
        public void replace(Path file, Path by) throws IOException {
            super.replace(file, by);
            if (doubtful && file.endsWith("spare")) {
                doubtful = false;
                throw new IOException("Input/output error");
            }
        }
    }

    @Test
    void aSpareSegmentThatIsThereAfterAllIsTakenOver() throws IOException {
        try (SegmentJournal journal = open(directory, Known.NOTHING, new Doubtful())) {
            journal.spare().prepare();
            assertThat(journal.space().hasRoomFor(1, RoomFor.ORDINARY)).isTrue();
            append(journal, 3);
            assertThat(readToEnd(journal, 0)).isEqualTo(3);
        }
    }

    @Test
    void theZeroedFileOfASegmentThatWasNamedAndNeverBegunIsRemovedAndNoOther() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            append(journal, 3);
        }
        Segment named = Segment.in(directory, 2, 3, kind);
        Path zeroed = Segment.zeroed(Files.createDirectory(named.directory()));
        Files.write(zeroed, new byte[256 << 10]);
        Path metadata = Files.write(Segment.metadata(named.directory()), new byte[128 << 10]);
        try (SegmentJournal journal = open(directory)) {
            assertThat(zeroed).doesNotExist();
            assertThat(metadata).as("many of them would fill a small journal").doesNotExist();
            assertThat(journal.recovery().corruptions()).isEmpty();
            append(journal, 2);
            assertThat(readToEnd(journal, 0)).isEqualTo(5);
        }
        byte[] notOnlyZeros = new byte[256 << 10];
        notOnlyZeros[notOnlyZeros.length - 1] = 1;
        Files.write(zeroed, notOnlyZeros);
        try (SegmentJournal journal = open(directory)) {
            assertThat(zeroed).hasBinaryContent(notOnlyZeros);
            assertThat(readToEnd(journal, 0)).isEqualTo(5);
        }
    }

    @Test
    void aStartLeavesOfEarlierSegmentsNoMoreThanTheirGroups() throws IOException {
        for (int start = 0; start < 3; start++) {
            try (SegmentJournal journal = open(directory)) {
                append(journal, 3);
            }
        }
        try (SegmentJournal journal = open(directory)) {
            for (Segment segment : SegmentDirectory.list(directory)) {
                assertThat(segment.directory().toFile().list())
                        .containsExactly(segment.file().getFileName().toString());
            }
            assertThat(readToEnd(journal, 0)).isEqualTo(9);
        }
    }

    @Test
    void aFullDiskMeansNoRoomUntilItIsFreeAgain() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            JournalSpace space = journal.space();
            disk.full = true;
            while (space.hasRoomFor(ENTRY, RoomFor.ORDINARY)) {
                journal.append(List.of(new JournalEntry((byte) 0, new byte[ENTRY - JournalEntry.OVERHEAD])));
                journal.spare().prepare();
            }
            assertThat(journal.nextOrdinal()).isPositive();
            assertThat(space.hasRoomFor(ENTRY, RoomFor.CRITICAL))
                    .as("the reserve is for critical events")
                    .isTrue();
            for (RoomFor what : List.of(RoomFor.CRITICAL, RoomFor.OWN, RoomFor.CUSTODY)) {
                assertThat(space.hasRoomFor(SMALL_ENTRY, what))
                        .as("some is left for %s", what)
                        .isTrue();
                while (space.hasRoomFor(SMALL_ENTRY, what)) {
                    journal.append(List.of(new JournalEntry((byte) 0, new byte[SMALL_ENTRY - JournalEntry.OVERHEAD])));
                }
                assertThat(space.roomFor(what)).isLessThan(2 * SMALL_ENTRY);
            }
            long next = journal.nextOrdinal();
            assertThatIllegalStateException().isThrownBy(() -> journal.append(group(next, 200)));
            disk.full = false;
            journal.spare().prepare();
            assertThat(space.hasRoomFor(ENTRY, RoomFor.ORDINARY)).isTrue();
            journal.append(List.of(new JournalEntry((byte) 0, new byte[ENTRY - JournalEntry.OVERHEAD])));
            assertThat(journal.nextOrdinal()).isEqualTo(next + 1);
        }
    }

    @Test
    void theQuotaHoldsAndPruningGivesRoom() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            JournalSpace space = journal.space();
            while (space.hasRoomFor(ENTRY, RoomFor.ORDINARY)) {
                append(journal, 60);
                assertThat(space.usedBytes()).isLessThanOrEqualTo(space.quotaBytes());
                journal.spare().prepare();
            }
            long half = journal.nextOrdinal() / 2;
            journal.prune(half);
            journal.spare().prepare();
            assertThat(space.hasRoomFor(ENTRY, RoomFor.ORDINARY)).isTrue();
            assertThat(readToEnd(journal, half)).isEqualTo(journal.nextOrdinal());
            assertThatIllegalArgumentException().isThrownBy(() -> journal.read(0));
        }
    }

    @Test
    void aStartOnAFullJournalHasRoomForOneSegmentMoreAndLaterOnesHaveItForCustodyAlone() throws IOException {
        fill(RoomFor.OWN);
        try (SegmentJournal journal = open(directory)) {
            assertThat(journal.space().hasRoomFor(ENTRY, RoomFor.CRITICAL)).isTrue();
            assertThat(journal.space().usedBytes()).isLessThanOrEqualTo(quotaAnd(1));
        }
        while (fill(RoomFor.OWN)) {
            // each start has the room of the tables besides that the one before has left
        }
        for (int start = 0; start < 8; start++) {
            try (SegmentJournal journal = open(directory)) {
                JournalSpace space = journal.space();
                assertThat(space.hasRoomFor(SMALL_ENTRY, RoomFor.OWN)).isFalse();
                assertThat(space.roomFor(RoomFor.OWN)).isZero();
                assertThat(space.hasRoomFor(SMALL_ENTRY, RoomFor.CUSTODY))
                        .as("an epoch, at start %d", start)
                        .isTrue();
                append(journal, 1);
                assertThat(space.filled()).isEqualTo(1);
            }
        }
        while (fill(RoomFor.CUSTODY)) {
            // until starts have all that they may have
        }
        try (SegmentJournal journal = open(directory)) {
            JournalSpace space = journal.space();
            assertThat(space.hasRoomFor(SMALL_ENTRY, RoomFor.CUSTODY)).isFalse();
            assertThat(space.usedBytes()).isLessThanOrEqualTo(quotaAnd(3));
            journal.prune(journal.nextOrdinal());
            journal.spare().prepare();
            assertThat(space.hasRoomFor(ENTRY, RoomFor.ORDINARY)).isTrue();
        }
    }

    private long quotaAnd(int segments) {
        return JournalFixture.SMALL.quotaBytes() + segments * SpareSegment.bytesOf(kind, JournalFixture.SMALL);
    }

    @Test
    void aStartOnAFullDiskGoesBeyondTheQuotaWhenTheDiskHasRoomAgain() throws IOException {
        fill(RoomFor.CUSTODY);
        FaultyDisk disk = new FaultyDisk();
        disk.full = true;
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            assertThat(journal.space().hasRoomFor(SMALL_ENTRY, RoomFor.CUSTODY)).isFalse();
            disk.full = false;
            journal.spare().prepare();
            assertThat(journal.space().hasRoomFor(SMALL_ENTRY, RoomFor.CUSTODY)).isTrue();
            append(journal, 1);
            journal.spare().prepare();
            assertThat(journal.space().usedBytes()).isLessThanOrEqualTo(quotaAnd(1));
        }
    }

    /** Says whether a start had any room for that. */
    private boolean fill(RoomFor what) throws IOException {
        try (SegmentJournal journal = open(directory)) {
            long before = journal.nextOrdinal();
            while (journal.space().hasRoomFor(ENTRY, what)) {
                journal.append(List.of(new JournalEntry((byte) 0, new byte[ENTRY - JournalEntry.OVERHEAD])));
                journal.spare().prepare();
            }
            return journal.nextOrdinal() > before;
        }
    }

    @Test
    void whatAnEarlierRunPreparedIsTakenOver() throws IOException {
        open(directory).close();
        Path spare = directory.resolve("spare");
        Object before = Files.readAttributes(spare, BasicFileAttributes.class).fileKey();
        try (SegmentJournal journal = open(directory)) {
            assertThat(Files.readAttributes(spare, BasicFileAttributes.class).fileKey())
                    .isEqualTo(before);
            append(journal, 5);
            assertThat(readToEnd(journal, 0)).isEqualTo(5);
        }
        Files.write(spare.resolve("zeroed"), new byte[10]);
        try (SegmentJournal journal = open(directory)) {
            append(journal, 5);
            assertThat(readToEnd(journal, 0)).isEqualTo(10);
        }
    }

    /** Chronicle waits for ever for whoever began such a file. */
    @ParameterizedTest
    @ValueSource(strings = {"zeroed", "metadata.cq4t"})
    @Timeout(20)
    void aPreparedFileThatTheDiskHasChangedIsMadeAnew(String name) throws IOException {
        open(directory).close();
        Path file = directory.resolve("spare").resolve(name);
        assumeTrue(Files.exists(file), "only Chronicle has a table");
        try (RandomAccessFile spare = new RandomAccessFile(file.toFile(), "rw")) {
            spare.write(0x10);
        }
        try (SegmentJournal journal = open(directory)) {
            append(journal, 3);
            assertThat(readToEnd(journal, 0)).isEqualTo(3);
        }
    }

    @Test
    void pruningNeverTakesTheFileBeingWritten() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            append(journal, 5);
            journal.prune(5);
            assertThat(readToEnd(journal, 0)).isEqualTo(5);
        }
        try (SegmentJournal journal = open(directory)) {
            journal.prune(5);
            assertThat(journal.nextOrdinal()).isEqualTo(5);
            append(journal, 5);
            journal.prune(5);
            assertThat(readToEnd(journal, 5)).isEqualTo(10);
            assertThat(SegmentDirectory.list(directory)).hasSize(1);
        }
    }

    @Test
    void refusesGroupsThatItCannotTake() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            byte[] largest = new byte[Math.toIntExact(journal.maxGroupBytes()) - JournalEntry.OVERHEAD];
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(List.of()));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> journal.append(List.of(new JournalEntry((byte) 0, new byte[largest.length + 1]))));
            journal.append(List.of(new JournalEntry((byte) 0, largest)));
            assertThat(journal.nextOrdinal()).isEqualTo(1);
        }
    }

    @Test
    void aSecondOpenIsRefused() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            assertThatIOException()
                    .isThrownBy(() -> open(directory))
                    .withMessageContaining("already open in this process");
            append(journal, 1);
        }
    }

    /** Another agent cannot end meanwhile, and leave what is known behind. */
    @Test
    void whatIsKnownIsLookedUpBehindTheLock() throws IOException {
        Known.Source looksWhetherOthersMayOpen = () -> {
            assertThatIOException().isThrownBy(() -> open(directory)).withMessageContaining("already open");
            return Known.NOTHING;
        };
        try (SegmentJournal journal = SegmentJournal.open(
                directory,
                JournalFixture.SMALL,
                looksWhetherOthersMayOpen,
                SegmentJournal.Parts.of(new FileChannelDisk(), JournalFixture.format(SegmentKind.PLAIN)))) {
            append(journal, 1);
        }
    }

    @Test
    void theWayOfWritingMayChangeAtAnyStart() throws IOException {
        for (int run = 0; run < 4; run++) {
            try (SegmentJournal journal = JournalFixture.open(
                    SegmentKind.values()[run % SegmentKind.values().length],
                    directory,
                    Known.NOTHING,
                    new FileChannelDisk())) {
                assertThat(journal.recovery()).isEqualTo(new Recovery(0, run * 5, Optional.empty(), List.of()));
                append(journal, 2, 3);
                assertThat(readToEnd(journal, 0)).isEqualTo(run * 5 + 5);
            }
        }
    }
}
