package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.journal.Corruption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sealed batches as far as they still matter: the cursor, those that are not confirmed, the last confirmed one, and
 * when which part of the journal was confirmed. Not thread-safe: the writer's.
 */
public final class BatchLog {

    /** How long what is confirmed is kept while the quota allows: a site's power cut can take Kafka's page cache with it. */
    static final long KEPT_MICROS = 72L * 3600 * 1_000_000;

    /** Marks are this far apart, so that 72 hours are few of them. */
    private static final long MARK_MICROS = 10L * 60 * 1_000_000;

    /** Everything below {@code ordinal} was confirmed at {@code atMicros}. */
    record Mark(long atMicros, long ordinal) {}

    /** Of {@code batch} only the collector's word is here, in the entry at {@code ordinal}. */
    private record Witness(BatchLink batch, long ordinal) {}

    /** Oldest first. */
    private final Map<BatchLink, SentBatch> unconfirmed = new LinkedHashMap<>();

    private final Deque<Mark> marks = new ArrayDeque<>();
    private SealCursor cursor;
    private BatchLink confirmed;
    private volatile long confirmedOrdinal;
    private long knownBelow;
    /** The collector's word of a batch that is later than all that are here: its entry is lost. */
    private Witness witness;

    /** Where sealing stands; absent before the first epoch. */
    public Optional<SealCursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** The batches that are not confirmed, oldest first. */
    public List<SentBatch> unconfirmed() {
        return new ArrayList<>(unconfirmed.values());
    }

    /** The last batch that the collector confirmed. */
    public Optional<BatchLink> confirmed() {
        return Optional.ofNullable(confirmed);
    }

    /** No entry below was a batch of the cursor's epoch that is later than its last one: behind it, one may be lost. */
    public long knownBelow() {
        return knownBelow;
    }

    /** Every entry below is confirmed by the collector. May be asked by any thread. */
    public long confirmedBelow() {
        return confirmedOrdinal;
    }

    /**
     * Below which ordinal nothing is needed any more.
     *
     * @param nowMicros {@link AgentState#steadyMicros}
     * @param tight whether the quota is nearly used up: then what is confirmed may go before its 72 hours are over
     */
    public long prunableBelow(long nowMicros, boolean tight) {
        if (tight) {
            return confirmedOrdinal;
        }
        long below = 0;
        for (Mark mark : marks) {
            if (nowMicros - mark.atMicros() >= KEPT_MICROS) {
                below = mark.ordinal();
            }
        }
        return below;
    }

    /** The first epoch begins, or one after which nothing of the state before it is left. */
    void begin(SealCursor start) {
        cursor = start;
        knownBelow = start.nextOrdinal();
    }

    /** As {@link #begin}, of an epoch whose beginning is lost: its batches may have been anywhere before. */
    void beginAnywhere(SealCursor start) {
        cursor = start;
        knownBelow = 0;
    }

    /** Every batch whose entry stands below this ordinal was {@link #apply applied}. */
    void knowAllBelow(long ordinal) {
        knownBelow = ordinal;
    }

    /**
     * Batches that cannot be read back whole are not sent. What is in no batch that is here is sealed (again) before and behind the hole: where a
     * lost batch ended nobody knows, and what came between its end and its entry is in none. Only what is of epochs before that of a batch that
     * the collector has was in batches that it has, too. Holes come in their order.
     *
     * @param beginnings where the epochs begin, or what is left of them
     */
    void dropTouching(Corruption hole, Map<String, Long> beginnings) {
        unconfirmed
                .values()
                .removeIf(sent -> overlaps(hole, sent.firstOrdinal(), sent.endOrdinal())
                        || overlaps(hole, sent.entryOrdinal(), sent.entryOrdinal() + 1));
        if (witness != null && hole.lastOrdinal() >= cursor.nextOrdinal() && hole.firstOrdinal() < witness.ordinal()) {
            goOnFrom(witness.batch(), beginnings);
            witness = null;
        }
    }

    private void goOnFrom(BatchLink lost, Map<String, Long> beginnings) {
        long from = cursor.nextOrdinal();
        if (!lost.epoch().equals(cursor.last().epoch())) {
            from = Math.max(from, beginnings.get(lost.epoch()));
            knownBelow = from;
        }
        cursor = new SealCursor(lost, cursor.nextIndex(), from);
    }

    private static boolean overlaps(Corruption hole, long first, long end) {
        return hole.firstOrdinal() < end && hole.lastOrdinal() >= first;
    }

    void apply(long ordinal, BatchEntry entry) {
        cursor = new SealCursor(entry.batch(), entry.endIndex(), entry.endOrdinal());
        knownBelow = ordinal + 1;
        witness = null;
        unconfirmed.put(entry.batch(), SentBatch.of(ordinal, entry));
    }

    void apply(long ordinal, ReceiptEntry entry) {
        witness(ordinal, entry.batch());
        unconfirmed.computeIfPresent(entry.batch(), (batch, sent) -> sent.withReceipt());
    }

    private void witness(long ordinal, BatchLink batch) {
        boolean isLost = cursor != null && !unconfirmed.containsKey(batch);
        if (isLost && batch.isAfter(witness == null ? cursor.last() : witness.batch())) {
            witness = new Witness(batch, ordinal);
        }
    }

    /** A batch that is not among the unconfirmed ones changes nothing: it is older, or not ours. */
    void apply(long ordinal, ConfirmedEntry entry) {
        witness(ordinal, entry.batch());
        SentBatch last = unconfirmed.get(entry.batch());
        if (last == null) {
            return;
        }
        Iterator<SentBatch> oldest = unconfirmed.values().iterator();
        SentBatch done;
        do {
            done = oldest.next();
            oldest.remove();
        } while (done != last);
        confirmed = entry.batch();
        // Not beyond the entry of the batch itself: a resend starts from it
        confirmedOrdinal = Math.min(last.endOrdinal(), last.entryOrdinal());
        mark(entry.learnedMicros());
    }

    private void mark(long atMicros) {
        while (marks.size() > 1 && atMicros - marks.peek().atMicros() > KEPT_MICROS + MARK_MICROS) {
            marks.remove();
        }
        if (marks.isEmpty() || atMicros - marks.peekLast().atMicros() >= MARK_MICROS) {
            marks.add(new Mark(atMicros, confirmedOrdinal));
        }
    }

    void write(FieldsWriter out) {
        out.optional(cursor(), (o, c) -> c.write(o)).optional(confirmed(), FieldsWriter::batchLink);
        out.i64(confirmedOrdinal).i32(unconfirmed.size());
        unconfirmed.values().forEach(sent -> sent.write(out));
        out.i32(marks.size());
        marks.forEach(mark -> out.i64(mark.atMicros()).i64(mark.ordinal()));
    }

    static BatchLog read(Fields in) {
        BatchLog log = new BatchLog();
        log.cursor = in.optional(SealCursor::read).orElse(null);
        log.knownBelow = log.cursor().map(SealCursor::nextOrdinal).orElse(0L);
        log.confirmed = in.optional(Fields::batchLink).orElse(null);
        log.confirmedOrdinal = in.i64();
        for (int n = in.i32(); n > 0; n--) {
            SentBatch sent = SentBatch.read(in);
            log.unconfirmed.put(sent.batch(), sent);
        }
        for (int n = in.i32(); n > 0; n--) {
            log.marks.add(new Mark(in.i64(), in.i64()));
        }
        return log;
    }
}
