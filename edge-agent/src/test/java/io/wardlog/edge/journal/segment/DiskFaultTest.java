package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.wardlog.edge.fake.MemoryTempDir;
import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.journal.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every single operation of a journal and its snapshots fails, in each way, on each kind of file: what was said to be durable is. */
class DiskFaultTest extends OnEachKind {

    /** Three of them fill a file. */
    private static final int LARGE = 60_000;

    @TempDir(factory = MemoryTempDir.class)
    Path memory;

    private Level level;

    @BeforeEach
    void beQuiet() {
        level = logger().getLevel();
        logger().setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        logger().setLevel(level);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.wardlog");
    }

    private enum Way {
        /** One operation fails and does nothing. */
        ONCE,
        /** One operation does its work and fails. */
        AFTERWARDS,
        /** From one operation on the disk can only be read. */
        READ_ONLY
    }

    @Test
    void whateverFailsNothingDurableIsLost() throws IOException {
        int operations = live(new Failing(Way.ONCE, Integer.MAX_VALUE), "well");
        assertThat(operations).isGreaterThan(30);
        for (Way way : Way.values()) {
            for (int at = 0; at < operations; at++) {
                live(new Failing(way, at), way + "-" + at);
            }
        }
    }

    /** Goes through a life on this disk, and looks at what it left on a good one. Says how many operations there were. */
    private int live(Failing disk, String name) throws IOException {
        Path journal = memory.resolve(name).resolve("journal");
        Files.createDirectories(journal.getParent());
        long durable = appendAndPrune(journal, disk);
        long snapshot = snapshots(journal.resolveSibling("snapshot"), disk);
        try (SegmentJournal left = open(journal, Known.NOTHING, new UnsyncedDisk(new FileChannelDisk()))) {
            assertThat(left.recovery().corruptions()).as(name).isEmpty();
            assertThat(left.nextOrdinal()).as(name).isGreaterThanOrEqualTo(durable);
            assertThat(left.recovery().firstOrdinal()).as(name).isLessThanOrEqualTo(4);
            long first = left.recovery().firstOrdinal();
            assertThat(readLarge(left, first)).as(name).isEqualTo(left.nextOrdinal());
        }
        SnapshotStore.Reading read =
                new SnapshotStore(journal.resolveSibling("snapshot"), new FileChannelDisk()).read();
        assertThat(read).as(name).isNotInstanceOf(SnapshotStore.Reading.Corrupt.class);
        if (read instanceof SnapshotStore.Reading.Valid valid) {
            assertThat(valid.snapshot().ordinal()).as(name).isGreaterThanOrEqualTo(snapshot);
        } else {
            assertThat(snapshot).as(name).isZero();
        }
        remove(journal.getParent());
        return disk.operations;
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** What it said is durable. */
    private long appendAndPrune(Path directory, Failing disk) {
        long durable = 0;
        boolean failed = false;
        SegmentJournal.Parts parts = new SegmentJournal.Parts(disk, JournalFixture.format(kind), new AtOnce());
        try (SegmentJournal journal = SegmentJournal.open(directory, JournalFixture.SMALL, Known.NOTHING, parts)) {
            for (int i = 0; i < 7; i++) {
                if (journal.space().hasRoomFor(large(0).storedBytes(), RoomFor.CUSTODY)) {
                    try {
                        journal.append(List.of(large(journal.nextOrdinal())));
                        assertThat(failed).as("goes on after a fault").isFalse();
                        durable = journal.nextOrdinal();
                    } catch (IOException fault) {
                        failed = true;
                    }
                }
            }
            journal.prune(4);
        } catch (IOException fault) {
            assertThat(fault).hasMessageContaining("fault");
        }
        return durable;
    }

    private static long snapshots(Path file, Failing disk) {
        SnapshotStore store = new SnapshotStore(file, disk);
        long written = 0;
        for (long ordinal = 1; ordinal <= 2; ordinal++) {
            try {
                store.write(ordinal, List.of(ByteBuffer.wrap(new byte[1000])));
                written = ordinal;
            } catch (IOException fault) {
                assertThat(fault).hasMessageContaining("fault");
            }
        }
        return written;
    }

    private static JournalEntry large(long ordinal) {
        return new JournalEntry(entry(ordinal).kind(), new byte[LARGE]);
    }

    private static long readLarge(SegmentJournal journal, long first) throws IOException {
        long next = first;
        try (var reader = journal.read(first)) {
            for (; reader.next(); next++) {
                assertThat(reader.entry().kind()).isEqualTo(large(next).kind());
                assertThat(reader.entry().payload()).hasSize(LARGE);
            }
        }
        return next;
    }

    /** Does everything at once, so that each run is the same. */
    private static final class AtOnce implements Background {

        @Override
        public void run(Runnable work) {
            work.run();
        }

        @Override
        public void repeat(Runnable work, Duration pause) {
            // what fails is not tried again
        }

        @Override
        public void close() {
            // no thread
        }
    }

    /** A disk of which one operation fails. It syncs nothing in truth: that would only take time. */
    private static final class Failing extends RealDisk {

        private final Way way;
        private final int at;
        private int operations;

        Failing(Way way, int at) {
            this.way = way;
            this.at = at;
        }

        private interface Operation {
            void run() throws IOException;
        }

        private void run(Operation operation) throws IOException {
            int number = operations++;
            boolean fails = way == Way.READ_ONLY ? number >= at : number == at;
            if (!fails || way == Way.AFTERWARDS) {
                operation.run();
            }
            if (fails) {
                throw new IOException("fault at operation " + at);
            }
        }

        @Override
        public DiskFile open(Path file) throws IOException {
            List<DiskFile> opened = new ArrayList<>();
            run(() -> opened.add(super.open(file)));
            return new FailingFile(opened.get(0));
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            run(() -> super.createDirectory(directory));
        }

        @Override
        public void replace(Path file, Path by) throws IOException {
            run(() -> super.replace(file, by));
        }

        @Override
        public void remove(Path file) throws IOException {
            run(() -> super.remove(file));
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            run(() -> {});
        }

        private final class FailingFile extends DelegatingFile {

            FailingFile(DiskFile real) {
                super(real);
            }

            @Override
            public void zero(long from, long to) throws IOException {
                run(() -> super.zero(from, to));
            }

            @Override
            public void write(ByteBuffer bytes, long offset) throws IOException {
                run(() -> super.write(bytes, offset));
            }

            @Override
            public void truncate(long size) throws IOException {
                run(() -> super.truncate(size));
            }

            @Override
            public void sync() throws IOException {
                run(() -> {});
            }
        }
    }
}
