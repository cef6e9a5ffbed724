package io.wardlog.bench;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.PlainWriter;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.edge.journal.segment.SegmentWriter;
import io.wardlog.edge.journal.segment.UnsyncedDisk;
import io.wardlog.hash.Sha256;
import io.wardlog.simulator.load.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.Stream;

/**
 * What one group costs in each kind of journal, synced and not, and whether it would help to build the next group while one is synced. Not by JMH: what
 * is measured is mostly the disk, and each group once.
 */
final class JournalBench {
    private static final int ENTRY_BYTES = 1_000;
    private static final int ROUNDS = 3;
    private static final List<Integer> GROUPS = List.of(1, 20, 200);
    private static final JournalLimits LIMITS = new JournalLimits(16L << 20, 1L << 30, 1 << 20);

    private final Path directory;
    private final long nanos;
    private int runs;

    /** @param directory on the disk that is to be measured */
    JournalBench(Path directory, boolean quick) {
        this.directory = directory;
        this.nanos = quick ? 500_000_000L : 2_000_000_000L;
    }

    private record Way(String name, SegmentWriter.Format format) {}

    /** One run: groups a second, microseconds a group (half and 99 % of them below), CPU of the writing thread. */
    private record Figures(double perSecond, double p50, double p99, double cpuPerGroup) {}

    private static List<Way> ways() {
        return List.of(new Way("chronicle", ChronicleWriter.format()), new Way("segment", PlainWriter.format()));
    }

    String run() throws Exception {
        StringBuilder table = new StringBuilder("\n| journal | synced | entries a group | groups/s | p50 µs | p99 µs | CPU µs a group | CPU µs an event |\n"
                + "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (JournalDisk disk : List.of(new FileChannelDisk(), new UnsyncedDisk(new FileChannelDisk()))) {
            for (int entries : GROUPS) {
                List<List<Figures>> figures = List.of(new ArrayList<>(), new ArrayList<>());
                for (int round = 0; round < ROUNDS; round++) {
                    for (int way = 0; way < ways().size(); way++) {
                        figures.get(way).add(append(ways().get(way), disk, entries));
                    }
                }
                for (int way = 0; way < ways().size(); way++) {
                    table.append(row(ways().get(way), disk instanceof FileChannelDisk, entries, median(figures.get(way))));
                }
            }
        }
        table.append("\n| sync takes longer by | entries a group | groups/s, one after the other | groups/s, next one built meanwhile |\n| --- | --- | --- | --- |\n");
        for (long delay : List.of(0L, 2L)) {
            for (int entries : List.of(20, 200)) {
                table.append("| %d ms | %d | %.0f | %.0f |%n".formatted(delay, entries, build(delay, entries, false), build(delay, entries, true)));
            }
        }
        return table + "\nMachine: " + Machine.ofThis().toText() + ".\n";
    }

    private static String row(Way way, boolean synced, int entries, Figures is) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.0f | %.0f | %.0f | %.1f | %.2f |%n",
                way.name(),
                synced ? "yes" : "no",
                entries,
                is.perSecond(),
                is.p50(),
                is.p99(),
                is.cpuPerGroup(),
                is.cpuPerGroup() / entries);
    }

    private static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Figures::perSecond))
                .toList()
                .get(rounds.size() / 2);
    }

    private static List<JournalEntry> group(int entries) {
        Random random = new Random(entries);
        List<JournalEntry> group = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            byte[] payload = new byte[ENTRY_BYTES];
            random.nextBytes(payload);
            group.add(new JournalEntry((byte) 1, payload));
        }
        return group;
    }

    private interface Use {
        void of(Journal journal) throws Exception;
    }

    private void with(Way way, JournalDisk disk, Use use) throws Exception {
        Path place = directory.resolve("journal-" + runs++);
        try (SegmentJournal journal = SegmentJournal.open(place, LIMITS, Known.NOTHING, SegmentJournal.Parts.of(disk, way.format()))) {
            use.of(journal);
        }
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Gives up what is written, and waits for the next file: not a part of what is measured. */
    private static void makeRoom(Journal journal, long bytes) throws IOException {
        if (!journal.space().hasRoomFor(bytes, RoomFor.ORDINARY)) {
            journal.prune(journal.nextOrdinal());
            while (!journal.space().hasRoomFor(bytes, RoomFor.ORDINARY)) {
                Thread.onSpinWait();
            }
        }
    }

    private Figures append(Way way, JournalDisk disk, int entries) throws Exception {
        List<JournalEntry> group = group(entries);
        long bytes = group.stream().mapToLong(JournalEntry::storedBytes).sum();
        Figures[] figures = new Figures[1];
        with(way, disk, journal -> {
            measure(journal, group, bytes, nanos / 4);
            figures[0] = measure(journal, group, bytes, nanos);
        });
        return figures[0];
    }

    private static Figures measure(Journal journal, List<JournalEntry> group, long bytes, long nanos) throws IOException {
        long[] took = new long[1 << 20];
        int count = 0;
        long wall = 0;
        long cpu = 0;
        while (wall < nanos && count < took.length) {
            long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long before = System.nanoTime();
            journal.append(group);
            took[count] = System.nanoTime() - before;
            cpu += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
            wall += took[count++];
            makeRoom(journal, bytes);
        }
        Arrays.sort(took, 0, count);
        return new Figures(count * 1e9 / wall, took[count / 2] / 1e3, took[count * 99 / 100] / 1e3, cpu / 1e3 / count);
    }

    /** Groups a second when each has to be built: as much work as hashing its entries. */
    private double build(long delayMillis, int entries, boolean meanwhile) throws Exception {
        List<JournalEntry> group = group(entries);
        long bytes = group.stream().mapToLong(JournalEntry::storedBytes).sum();
        double[] perSecond = new double[1];
        with(ways().get(0), new SlowDisk(delayMillis), journal -> {
            perSecond[0] = meanwhile ? overlapped(journal, group, bytes) : inTurn(journal, group, bytes);
        });
        return perSecond[0];
    }

    private double inTurn(Journal journal, List<JournalEntry> group, long bytes) throws IOException {
        long begun = System.nanoTime();
        long count = 0;
        for (; System.nanoTime() - begun < nanos; count++) {
            journal.append(built(group));
            makeRoom(journal, bytes);
        }
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private double overlapped(Journal journal, List<JournalEntry> group, long bytes) throws Exception {
        ArrayBlockingQueue<List<JournalEntry>> next = new ArrayBlockingQueue<>(1);
        Thread builder = new Thread(() -> {
            try {
                while (true) {
                    next.put(built(group));
                }
            } catch (InterruptedException end) {
                // the measurement is over
            }
        });
        builder.start();
        long begun = System.nanoTime();
        long count = 0;
        for (; System.nanoTime() - begun < nanos; count++) {
            journal.append(next.take());
            makeRoom(journal, bytes);
        }
        double perSecond = count * 1e9 / (System.nanoTime() - begun);
        builder.interrupt();
        builder.join();
        return perSecond;
    }

    private static List<JournalEntry> built(List<JournalEntry> group) {
        int sum = 0;
        for (JournalEntry entry : group) {
            sum += Sha256.of(entry.payload()).hashCode();
        }
        return sum == 42 ? List.copyOf(group) : group;
    }
}
