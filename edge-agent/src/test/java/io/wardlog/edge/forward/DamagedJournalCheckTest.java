package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalFinding;
import io.wardlog.edge.verify.JournalSource;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify-journal} says of a journal on which an agent went on behind damage. */
class DamagedJournalCheckTest {

    private static final JournalLimits LIMITS = new JournalLimits(1 << 20, 8 << 20, 64 << 10);

    @TempDir
    Path directory;

    private final ForwardFixture at = new ForwardFixture();
    private final List<JournalFinding> findings = new ArrayList<>();

    @Test
    void numbersThatWereLeftFreeBehindDamageAreNoContradiction() throws Exception {
        numbersAreLeftFree();
        assertThat(check(at.journal.recovery().corruptions()))
                .as(findings.toString())
                .isEqualTo(Verdict.CORRUPT);
    }

    @Test
    void withoutDamageTheyAre() throws Exception {
        numbersAreLeftFree();
        assertThat(check(List.of())).isEqualTo(Verdict.TAMPERED);
        assertThat(findings).allMatch(finding -> finding.reason().contains("does not follow"));
    }

    @Test
    void aBatchThatWasTakenOutBehindDamageIsMissed() throws Exception {
        numbersAreLeftFree();
        String current = at.state.epoch().orElseThrow().epoch();
        JournalEntry first = sealed().stream()
                .filter(batch -> batch.batch().epoch().equals(current))
                .findFirst()
                .orElseThrow()
                .toJournal();
        JournalEntry harmless = new RefusalTallyEntry("pump-1", "malformed_json", 1).toJournal();
        at.journal.replace(entry -> Arrays.equals(entry.payload(), first.payload()) ? harmless : entry);
        assertThat(check(at.journal.recovery().corruptions())).isEqualTo(Verdict.TAMPERED);
        assertThat(findings).anyMatch(finding -> finding.reason().contains("does not follow"));
    }

    /** As swapped pages show it: what was told as lost comes later, and a batch behind it is of events that are not all there. */
    @Test
    void aBatchOfLostEventsOfWhichSomeComeASecondTimeIsNoContradiction() throws Exception {
        at.run();
        at.events(2);
        at.pass(Duration.ofSeconds(11));
        at.events(4);
        at.pass(Duration.ofSeconds(11));
        List<JournalEntry> entries = at.journal.entries();
        List<BatchEntry> sealed = sealed();
        int lost = (int) sealed.get(sealed.size() - 1).endOrdinal() - 1;
        while (!(Entry.read(entries.get(lost)) instanceof EventEntry)) {
            lost--;
        }
        assertThat(check(new SwappedEntries(entries, lost))).isEqualTo(Verdict.CORRUPT);
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.TAMPERED);
    }

    /** Entries of which one is told as lost with the one before it, and the one before it as coming again. */
    private record SwappedEntries(List<JournalEntry> entries, int lost) implements JournalSource {

        private static final Place PLACE = new Place(Path.of("swapped"), 0);

        @Override
        public JournalVerifier.Summary verify(JournalVerifier.Visitor visitor) throws IOException {
            for (int ordinal = 0; ordinal < entries.size(); ordinal++) {
                if (ordinal == lost) {
                    visitor.corrupt(new Corruption(PLACE, lost, lost, "damaged: a later group follows"));
                    visitor.corrupt(new Corruption(PLACE, 0, 0, "entries come a second time"));
                } else {
                    visitor.entry(PLACE, ordinal, entries.get(ordinal));
                }
            }
            return new JournalVerifier.Summary(0, entries.size(), entries.size() - 1, 2, 0);
        }

        @Override
        public void remains(Corruption corruption, JournalVerifier.Remains visitor) {
            // nothing
        }
    }

    private Verdict check(JournalSource source) throws IOException {
        return new JournalCheck(source, Optional.empty(), findings::add).run().verdict();
    }

    /** An event of an epoch waits, the entry that begins the next one is lost, and the agent starts. */
    private void numbersAreLeftFree() throws Exception {
        at.run();
        at.event("pump-1", 16);
        at.run();
        BatchLink last = sealed().get(sealed().size() - 1).batch();
        at.event("pump-1", 16);
        long lost = at.journal.nextOrdinal();
        String next = at.beginEpoch(Optional.of(last));
        at.journal.damage(lost, lost);
        at.events(2);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(11));
        List<Long> free = sealed().stream()
                .map(BatchEntry::batch)
                .filter(batch -> batch.epoch().equals(next))
                .map(BatchLink::batchSequence)
                .toList();
        assertThat(free).isNotEmpty().doesNotContain(1L);
    }

    private List<BatchEntry> sealed() throws Exception {
        return at.entries(BatchEntry.class);
    }

    /** Writes the entries to files, damages these there, and checks. */
    private Verdict check(List<Corruption> damaged) throws IOException {
        write(damaged);
        Map<Long, Place> places = places();
        for (Corruption hole : damaged) {
            flip(places.get(hole.firstOrdinal()));
        }
        return new JournalCheck(new JournalVerifier(directory), Optional.empty(), findings::add)
                .run()
                .verdict();
    }

    /** What is to be damaged is a group of its own. */
    private void write(List<Corruption> damaged) throws IOException {
        try (SegmentJournal journal = SegmentJournal.open(
                directory,
                LIMITS,
                Known.NOTHING,
                SegmentJournal.Parts.of(new FileChannelDisk(), ChronicleWriter.format()))) {
            List<JournalEntry> group = new ArrayList<>();
            for (JournalEntry entry : at.journal.entries()) {
                long ordinal = journal.nextOrdinal() + group.size();
                boolean begins = damaged.stream()
                        .anyMatch(hole -> hole.firstOrdinal() == ordinal || hole.lastOrdinal() + 1 == ordinal);
                if (begins && !group.isEmpty()) {
                    journal.append(group);
                    group.clear();
                }
                group.add(entry);
            }
            journal.append(group);
        }
    }

    private Map<Long, Place> places() throws IOException {
        Map<Long, Place> places = new HashMap<>();
        new JournalVerifier(directory).verify(new JournalVerifier.Visitor() {
            @Override
            public void entry(Place place, long ordinal, JournalEntry entry) {
                places.put(ordinal, place);
            }

            @Override
            public void corrupt(Corruption corruption) {
                throw new AssertionError(corruption);
            }

            @Override
            public void cut(Recovery.Cut cut) {
                throw new AssertionError(cut);
            }
        });
        return places;
    }

    /** The entry's kind is none any more. */
    private static void flip(Place place) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(place.offset());
            int kind = file.read();
            file.seek(place.offset());
            file.write(kind ^ 0x40);
        }
    }
}
