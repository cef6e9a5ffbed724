package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static io.wardlog.edge.journal.segment.JournalFixture.groups;
import static io.wardlog.edge.journal.segment.JournalFixture.readToEnd;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a power cut leaves of the last group: everything before it is read back, and nothing is invented. */
class TornEndTest {

    private enum Damage {
        SHORTENED,
        ZEROED_FROM,
        ZEROED_UP_TO
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void whatWasSyncedBeforeIsReadBack(
            @ForAll SegmentKind kind,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 30) Integer> counts,
            @ForAll Damage damage,
            @ForAll @IntRange(max = 9999) int where)
            throws IOException {
        Path directory = Files.createTempDirectory("torn");
        try {
            write(kind, directory, counts);
            List<Group> groups = groups(directory);
            Group mark = groups.get(groups.size() - 1);
            Group last = groups.get(groups.size() - 2);
            int at = 1 + (int) ((last.header().length() - 1L) * where / 10_000);
            damage(damage, last, mark, at);
            check(kind, directory, last);
        } finally {
            remove(directory);
        }
    }

    private static void write(SegmentKind kind, Path directory, List<Integer> counts) throws IOException {
        try (SegmentJournal journal = JournalFixture.open(kind, directory)) {
            for (int count : counts) {
                append(journal, count);
            }
        }
    }

    private static void damage(Damage damage, Group last, Group mark, int at) throws IOException {
        long start = last.place().offset();
        long end = mark.place().offset() + mark.header().length();
        try (RandomAccessFile file = new RandomAccessFile(last.place().file().toFile(), "rw")) {
            switch (damage) {
                case SHORTENED -> file.setLength(start + at);
                case ZEROED_FROM -> zero(file, start + at, end);
                case ZEROED_UP_TO -> {
                    zero(file, start, start + at);
                    zero(file, start + last.header().length(), end);
                }
            }
        }
    }

    private static void zero(RandomAccessFile file, long from, long to) throws IOException {
        file.seek(from);
        file.write(new byte[(int) (to - from)]);
    }

    private static void check(SegmentKind kind, Path directory, Group last) throws IOException {
        long next;
        try (SegmentJournal journal = JournalFixture.open(kind, directory)) {
            assertThat(journal.recovery().corruptions()).isEmpty();
            next = journal.nextOrdinal();
            // The damage may have hit only zeros.
            assertThat(next).isIn(last.header().firstOrdinal(), last.header().endOrdinal());
            assertThat(readToEnd(journal, 0)).isEqualTo(next);
            append(journal, 3);
        }
        try (SegmentJournal journal = JournalFixture.open(kind, directory)) {
            assertThat(journal.recovery().corruptions()).isEmpty();
            assertThat(readToEnd(journal, 0)).isEqualTo(next + 3);
        }
    }

    private static void remove(Path directory) throws IOException {
        for (String inside : directory.toFile().list()) {
            Path entry = directory.resolve(inside);
            if (Files.isDirectory(entry)) {
                SegmentDirectory.delete(new FileChannelDisk(), entry);
            } else {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
    }
}
