package io.wardlog.edge.simulation;

import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.journal.segment.Background;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.edge.journal.segment.SegmentWriter;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalReport;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The product's own journal and snapshots, on a disk whose power is cut at any of their steps. */
final class FileStorage implements Storage {

    /** So much of a file Chronicle maps at a time. */
    static final int BLOCK = 256 << 10;

    private static final long RESERVE = 64 << 10;

    /** What a disk has free that nothing else fills. */
    private static final long FREE = 1 << 30;

    private final SegmentWriter.Format format;
    private final Dice dice;
    private final Faults faults;
    private final JournalMedium medium;
    private final SimulatedClock clock;
    private final CutStep aim;
    private final int fewestSegments;
    private final long segment;
    private final PowerCutDisk disk;
    private final Map<String, Integer> cuts = new TreeMap<>();
    private final List<SegmentJournal> open = new ArrayList<>();
    private SimulatedJournal.Machine machine;
    private Beside beside = new Beside();
    private String doing = "snapshot";
    private int quiet;
    private CutStep hunted;
    private int patience;

    /** @param directories an empty directory */
    FileStorage(SegmentWriter.Format format, Path directories, Dice dice, Faults faults, Parts parts)
            throws IOException {
        this.format = format;
        this.dice = dice;
        this.faults = faults;
        this.medium = parts.medium();
        this.clock = parts.clock();
        this.aim = parts.aim();
        this.fewestSegments = dice.pick(List.of(3, 4, 6));
        this.segment = (long) aim.blocks() * BLOCK;
        this.disk = new PowerCutDisk(directories, dice.split(), new Trouble());
        // LINK_DOWN: a day of it is too long a world with files
        List.of(Fault.ROT, Fault.READ_FAILED, Fault.POWER_CUT, Fault.CUT_WHILE_SYNCING, Fault.LINK_DOWN)
                .forEach(faults::leaveOut);
        if (dice.chance(0.7)) {
            List.of(Fault.KILL, Fault.APPEND_FAILED, Fault.SYNC_FAILED).forEach(faults::leaveOut);
        }
        if (aim.needsCollector() && dice.chance(0.7)) {
            EnumSet.range(Fault.UNREACHABLE, Fault.COLLECTOR_LOST).forEach(faults::leaveOut);
        }
        if (dice.chance(0.7)) {
            List.of(Fault.DISK_FULL, Fault.SNAPSHOT_FAILED, Fault.PRUNE_FAILED).forEach(faults::leaveOut);
        }
        calm();
    }

    /**
     * What is told of it, and what time it is.
     *
     * @param aim where the power goes most often
     */
    record Parts(JournalMedium medium, SimulatedClock clock, CutStep aim) {}

    /** At which steps the power was cut, and how often. */
    Map<String, Integer> cuts() {
        return cuts;
    }

    private void calm() {
        hunted = dice.chance(0.7) ? aim : dice.pick(List.of(CutStep.values()));
        quiet = dice.below(hunted.longestQuiet());
        patience = hunted.patience();
    }

    @Override
    public JournalDisk disk() {
        return disk;
    }

    @Override
    public Path snapshot() {
        return disk.place().resolve("snapshot");
    }

    private Path journal() {
        return disk.place().resolve("journal");
    }

    @Override
    public Journal open(Recovery.Known known, SimulatedJournal.Machine of) throws IOException {
        letGo();
        machine = of;
        beside = new Beside();
        long quota = aim.needsFullFiles() ? fewestSegments * segment : Math.max(4 * segment, of.quota() / 4 * 3);
        JournalLimits limits = new JournalLimits(segment, quota, RESERVE);
        SegmentJournal found = during(
                "start",
                () -> SegmentJournal.open(journal(), limits, known, new SegmentJournal.Parts(disk, format, beside)));
        open.add(found);
        compare(found);
        return new Witnessed(found, of);
    }

    /** Whoever died leaves the operating system's things behind. */
    private void letGo() {
        for (SegmentJournal dead : open) {
            try {
                dead.close();
            } catch (IOException expected) {
                Oracle.require(expected.getMessage().startsWith("simulated"), "a journal closed with " + expected);
            }
        }
        open.clear();
    }

    /**
     * Of the group that was on its way all is there, or nothing. All in the machine's memory is not yet on its disk: a power cut takes it
     * back, until a start has written it again.
     */
    private void goDown(boolean powerless) throws IOException {
        long next = Files.exists(journal()) ? report().entries().nextOrdinal() : 0;
        if (next != medium.nextOrdinal() + medium.unsynced().size()) {
            medium.goDown(true);
        } else if (powerless) {
            medium.sync();
        } else if (!medium.unsynced().isEmpty()) {
            medium.pretendSync();
        }
        calm();
    }

    /** What was durable is there, and nothing else. */
    private void compare(SegmentJournal found) throws IOException {
        Recovery recovery = found.recovery();
        Oracle.require(recovery.corruptions().isEmpty(), "durable and damaged: " + recovery.corruptions());
        long next = recovery.nextOrdinal();
        Oracle.require(next == medium.nextOrdinal(), "durable up to " + medium.nextOrdinal() + ", found " + next);
        Oracle.require(
                recovery.firstOrdinal() <= medium.givenUpBelow(),
                "kept from " + medium.givenUpBelow() + " on, found from " + recovery.firstOrdinal());
        long at = recovery.firstOrdinal();
        try (JournalReader reader = found.read(at)) {
            for (; reader.next(); at++) {
                JournalEntry was = medium.entry(at);
                Oracle.require(
                        reader.entry().kind() == was.kind()
                                && Arrays.equals(reader.entry().payload(), was.payload()),
                        "entry " + at + " is another one");
            }
        }
        Oracle.require(at == next, "readable up to " + at + " of " + next);
        medium.sync();
    }

    /** As {@code verify-journal} says it. */
    private JournalReport report() throws IOException {
        List<Object> found = new ArrayList<>();
        JournalReport report = new JournalCheck(new JournalVerifier(journal()), Optional.empty(), found::add).run();
        Oracle.require(report.verdict() == Verdict.VERIFIED, "verify-journal says " + found);
        return report;
    }

    @Override
    public void kill() {
        try {
            disk.kill();
            goDown(false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void powerCut(boolean lost) {
        try {
            disk.cut();
            goDown(true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean canWorkBeside() {
        return beside.isDue();
    }

    @Override
    public void workBeside() {
        Beside now = beside;
        try {
            during("spare", () -> {
                now.work();
                return now;
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Something that may meet a power cut. */
    private interface Doing<T> {
        T run() throws IOException;
    }

    private <T> T during(String what, Doing<T> doing) throws IOException {
        String before = this.doing;
        this.doing = what;
        try {
            return doing.run();
        } finally {
            this.doing = before;
        }
    }

    /** What the journal does beside its writer, one step of the world at a time. */
    private final class Beside implements Background {

        private final Deque<Runnable> soon = new ArrayDeque<>();
        private Runnable repeated = () -> {};
        private long pause = Long.MAX_VALUE / 2;
        private long due = Long.MAX_VALUE;
        private boolean working;

        @Override
        public void run(Runnable work) {
            soon.add(work);
        }

        @Override
        public void repeat(Runnable work, Duration every) {
            repeated = work;
            pause = every.toNanos();
            due = clock.world() + pause;
        }

        boolean isDue() {
            return !working && (!soon.isEmpty() || clock.world() >= due);
        }

        void work() {
            working = true;
            if (soon.isEmpty()) {
                due = clock.world() + pause;
                repeated.run();
            } else {
                soon.remove().run();
            }
            working = false;
        }

        @Override
        public void close() {
            soon.clear();
        }
    }

    /** Cuts at each kind of step, the more seldom the more often it was cut there. */
    private final class Trouble implements PowerCutDisk.Trouble {

        @Override
        public void at(String step) throws IOException {
            if (machine == null || faults.areOver() || quiet-- > 0) {
                return;
            }
            String where = doing + ": " + step;
            int before = cuts.getOrDefault(where, 0);
            boolean here = hunted == CutStep.of(where) || patience-- < 0;
            if (here && dice.chance(0.5 / (1 + before))) {
                cuts.put(where, before + 1);
                machine.powerCut();
                throw new IOException("simulated: power cut " + where);
            }
        }

        @Override
        public void mayFail(Fault fault) throws IOException {
            boolean ofSnapshot = doing.equals("snapshot");
            if (fault == Fault.DISK_FULL && machine != null && machine.isFull()) {
                throw new IOException("simulated: No space left on device");
            }
            if (fault != Fault.DISK_FULL && faults.happens(ofSnapshot ? Fault.SNAPSHOT_FAILED : fault)) {
                throw new IOException("simulated: Input/output error");
            }
        }

        @Override
        public long freeBytes() {
            return machine != null && machine.isFull() ? 0 : FREE;
        }

        @Override
        public void syncing() {
            if (machine != null && faults.happens(Fault.SYNC_SLOW)) {
                String before = doing;
                doing = "snapshot";
                machine.whileSyncing();
                doing = before;
            }
        }
    }

    /** The journal, of which the medium is told. */
    private final class Witnessed implements Journal {

        private final SegmentJournal real;
        private final SimulatedJournal.Machine of;

        Witnessed(SegmentJournal real, SimulatedJournal.Machine of) {
            this.real = real;
            this.of = of;
        }

        @Override
        public long append(List<JournalEntry> group) throws IOException {
            if (of.isDown() || !medium.unsynced().isEmpty()) {
                throw new IOException("simulated: the journal has failed");
            }
            long bytes = group.stream().mapToLong(JournalEntry::storedBytes).sum();
            Oracle.require(real.space().hasRoomFor(bytes, RoomFor.CUSTODY), "there was no room for " + bytes);
            medium.write(group);
            long first = during(describe(group), () -> real.append(group));
            Oracle.require(first == medium.nextOrdinal(), "appended at " + first);
            medium.sync();
            return first;
        }

        private String describe(List<JournalEntry> group) {
            List<Entry> entries = group.stream().map(JournalMedium::read).toList();
            return "append of "
                    + (entries.stream().anyMatch(entry -> entry instanceof ReceiptEntry)
                            ? "receipt"
                            : entries.stream().anyMatch(entry -> entry instanceof ConfirmedEntry)
                                    ? "confirmed"
                                    : entries.stream().anyMatch(entry -> entry instanceof BatchEntry)
                                            ? "batch"
                                            : entries.stream().anyMatch(entry -> entry instanceof EventEntry)
                                                    ? "events"
                                                    : "others");
        }

        @Override
        public void prune(long belowOrdinal) throws IOException {
            medium.prune(belowOrdinal);
            during("prune", () -> {
                real.prune(belowOrdinal);
                return real;
            });
        }

        @Override
        public long nextOrdinal() {
            return real.nextOrdinal();
        }

        @Override
        public long maxGroupBytes() {
            return real.maxGroupBytes();
        }

        @Override
        public JournalReader read(long fromOrdinal) {
            return real.read(fromOrdinal);
        }

        @Override
        public JournalSpace space() {
            return real.space();
        }

        @Override
        public Recovery recovery() {
            return real.recovery();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    /** After the last life. */
    void end() throws IOException {
        report();
        letGo();
    }
}
