package io.wardlog.edge.verify;

import io.wardlog.chain.EventHash;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery.Cut;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.verify.EventCheck.Wrong;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks one journal from its first entry to its last. Used once, by one thread; memory grows with unsealed events only. */
public final class JournalCheck {

    private final JournalSource journal;
    private final Optional<JournalKeys> keys;
    private final Consumer<JournalFinding> findings;
    private EventCheck eventCheck;
    private SealCheck sealCheck;
    private Optional<String> epoch = Optional.empty();
    private Verdict worst = Verdict.VERIFIED;
    private Place last; // of the last entry that was met
    private long events;
    private long batches;
    private long receipts;

    /**
     * @param journal reads the files
     * @param keys what signatures are checked with; without them they are not checked
     * @param findings is told everything that is wrong, in order
     */
    public JournalCheck(JournalVerifier journal, Optional<JournalKeys> keys, Consumer<JournalFinding> findings) {
        this(JournalSource.of(journal), keys, findings);
    }

    /** As the other one, for entries that come from elsewhere. */
    public JournalCheck(JournalSource journal, Optional<JournalKeys> keys, Consumer<JournalFinding> findings) {
        this.journal = journal;
        this.keys = keys;
        this.findings = findings;
    }

    /** @throws IOException when a file cannot be read at all */
    public JournalReport run() throws IOException {
        return run(0);
    }

    /**
     * The same when more is known.
     *
     * @param durableBelow entries below it were durable, as an agent's snapshot knows: a journal that ends before has lost its end
     * @throws IOException when a file cannot be read at all
     */
    public JournalReport run(long durableBelow) throws IOException {
        JournalVerifier.Summary summary = journal.verify(new Walk());
        if (last != null && summary.nextOrdinal() < durableBelow) {
            report(new JournalFinding(
                    Verdict.CORRUPT,
                    last,
                    summary.nextOrdinal(),
                    "entries to " + (durableBelow - 1)
                            + " are missing behind this place: the snapshot knows that they were durable"));
        }
        long unsealed = sealCheck == null ? 0 : sealCheck.unsealed();
        long skipped = sealCheck == null ? 0 : sealCheck.skipped();
        return new JournalReport(summary, events, batches, receipts, unsealed, skipped, worst);
    }

    private void begin(long firstOrdinal) {
        if (eventCheck == null) {
            eventCheck = new EventCheck(firstOrdinal == 0);
            sealCheck = new SealCheck(keys.map(JournalKeys::agent), firstOrdinal);
        }
    }

    private Optional<Wrong> check(long ordinal, Entry entry) {
        if (entry instanceof EventEntry event) {
            events++;
            Optional<Wrong> wrong = eventCheck.check(event, epoch);
            if (wrong.filter(w -> w.verdict() == Verdict.CORRUPT).isPresent()) {
                sealCheck.unreadable(ordinal);
            } else {
                sealCheck.event(ordinal, EventHash.of(event.event()));
            }
            return wrong;
        }
        if (entry instanceof BatchEntry batch) {
            batches++;
            return sealCheck.check(batch);
        }
        if (entry instanceof ReceiptEntry receipt) {
            receipts++;
            return checkReceipt(receipt);
        }
        if (entry instanceof EpochEntry next) {
            epoch = Optional.of(next.epoch());
        }
        return Optional.empty();
    }

    private Optional<Wrong> checkReceipt(ReceiptEntry entry) {
        return keys.map(known -> known.answers().receipt(entry.receipt(), entry.batch()))
                .filter(AnswerCheck.Checked.Wrong.class::isInstance)
                .map(wrong -> ((AnswerCheck.Checked.Wrong<?>) wrong).why())
                .map(why -> new Wrong(Verdict.TAMPERED, "the receipt " + why));
    }

    private void report(JournalFinding finding) {
        worst = worst.and(finding.verdict());
        findings.accept(finding);
    }

    private final class Walk implements JournalVerifier.Visitor {

        @Override
        public void entry(Place place, long ordinal, JournalEntry raw) {
            begin(ordinal);
            last = place;
            Optional<Wrong> wrong;
            try {
                wrong = check(ordinal, Entry.read(raw));
            } catch (EntryFormatException e) {
                wrong = Optional.of(new Wrong(Verdict.CORRUPT, "the entry does not parse: " + e.getMessage()));
            }
            wrong.ifPresent(w -> report(new JournalFinding(w.verdict(), place, ordinal, w.reason())));
        }

        @Override
        public void corrupt(Corruption hole) throws IOException {
            begin(hole.firstOrdinal());
            eventCheck.hole();
            sealCheck.hole(hole.lastOrdinal());
            epoch = Optional.empty();
            report(new JournalFinding(
                    Verdict.CORRUPT,
                    hole.place(),
                    hole.firstOrdinal(),
                    "entries to " + hole.lastOrdinal() + " cannot be read: " + hole.reason()));
            journal.remains(hole, this::remaining);
        }

        /** A group's checksum does not say what in it is wrong; an event that is now another one, or none, does. */
        private void remaining(Place place, long ordinal, JournalEntry raw) {
            Optional<Wrong> wrong = Optional.empty();
            try {
                if (Entry.read(raw) instanceof EventEntry event) {
                    wrong = EventCheck.checkAlone(event);
                }
            } catch (EntryFormatException e) {
                wrong = Optional.of(new Wrong(Verdict.CORRUPT, "the entry does not parse: " + e.getMessage()));
            }
            wrong.ifPresent(w -> report(new JournalFinding(w.verdict(), place, ordinal, w.reason())));
        }

        @Override
        public void cut(Cut cut) {
            // an unfinished write of a run that ended; never acknowledged
        }

        /** As at the beginning of a pruned journal: what comes next has nothing to link up with. */
        @Override
        public void pruned(long belowOrdinal) {
            eventCheck = null;
            sealCheck = null;
            epoch = Optional.empty();
        }
    }
}
