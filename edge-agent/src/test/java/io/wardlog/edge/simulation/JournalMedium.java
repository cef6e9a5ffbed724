package io.wardlog.edge.simulation;

import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.journal.segment.JournalVerifier.Summary;
import io.wardlog.edge.verify.JournalSource;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is on the journal's disk. It keeps what was pruned, too, for the oracle to see; nobody else does. What is {@link #unsynced} is
 * there after a kill, and after a power cut perhaps.
 */
final class JournalMedium implements JournalSource {

    /** Files of this size are pruned as a whole. */
    static final long SEGMENT = 256 << 10;

    /** Each group takes so much more than its entries, so that a small world fills a disk. */
    static final long PER_GROUP = 8 << 10;

    private static final Place PLACE = new Place(Path.of("simulated"), 0);

    private final List<JournalEntry> entries = new ArrayList<>();
    private final Map<Hash, Long> events = new HashMap<>();
    private final Map<Long, BatchEntry> batches = new TreeMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Corruption> damage = new ArrayList<>();
    private List<JournalEntry> unsynced = List.of();
    private final SimulatedClock clock;
    private Duration noticed = Duration.ZERO;
    private long firstOrdinal;
    private long givenUpBelow;
    private int pretended;

    JournalMedium(SimulatedClock clock) {
        this.clock = clock;
    }

    /** A file: its first entry, and how much of it is written. */
    private static final class Segment {
        private final long firstOrdinal;
        private long bytes;

        Segment(long firstOrdinal) {
            this.firstOrdinal = firstOrdinal;
        }
    }

    long firstOrdinal() {
        return firstOrdinal;
    }

    long nextOrdinal() {
        return entries.size();
    }

    /** What lies below the agent has given up, whether the file that it is in is gone yet or not. */
    long givenUpBelow() {
        return givenUpBelow;
    }

    /** An entry that was durable once, pruned or damaged since or not. */
    JournalEntry entry(long ordinal) {
        return entries.get((int) ordinal);
    }

    /** Where an event that was durable once stands. */
    Optional<Long> find(Hash event) {
        return Optional.ofNullable(events.get(event));
    }

    Map<Hash, Long> events() {
        return events;
    }

    /** The group that is under way; empty when none is. */
    List<JournalEntry> unsynced() {
        return unsynced;
    }

    void write(List<JournalEntry> group) {
        unsynced = List.copyOf(group);
        noticed = clock.unmet();
    }

    /** What was written is durable. */
    void sync() {
        if (segments.isEmpty() || segments.get(segments.size() - 1).bytes >= SEGMENT) {
            segments.add(new Segment(nextOrdinal()));
        }
        Segment last = segments.get(segments.size() - 1);
        last.bytes += PER_GROUP;
        for (JournalEntry entry : unsynced) {
            Entry read = read(entry);
            if (read instanceof EventEntry event) {
                events.put(event.hash(), nextOrdinal());
                clock.met(noticed);
                noticed = Duration.ZERO;
            } else if (read instanceof BatchEntry batch) {
                batches.put(nextOrdinal(), batch);
            }
            entries.add(entry);
            last.bytes += entry.storedBytes();
        }
        unsynced = List.of();
        pretended = 0;
    }

    /** As {@link #sync}, but the machine has it in memory only: a power cut takes the group back. For a mutant. */
    void pretendSync() {
        int events = unsynced.size();
        sync();
        pretended = events;
    }

    /** The process or the machine went down. Says how many entries were left out of an unfinished group. */
    int goDown(boolean lost) {
        int cut = lost ? unsynced.size() : 0;
        while (lost && pretended-- > 0) {
            entries.remove(entries.size() - 1);
        }
        batches.keySet().removeIf(ordinal -> ordinal >= entries.size());
        events.values().removeIf(ordinal -> ordinal >= entries.size());
        if (lost) {
            unsynced = List.of();
        } else if (!unsynced.isEmpty()) {
            sync();
        }
        return cut;
    }

    long bytes() {
        return segments.stream().mapToLong(segment -> segment.bytes).sum();
    }

    void prune(long belowOrdinal) {
        givenUpBelow = Math.max(givenUpBelow, belowOrdinal);
        while (segments.size() > 1 && segments.get(1).firstOrdinal <= belowOrdinal) {
            segments.remove(0);
            firstOrdinal = segments.get(0).firstOrdinal;
        }
    }

    /** Whether the entry of a batch that covers an event is damaged: where the batch ended nobody knows, so that it may be sealed again. */
    boolean isOfLostBatch(long ordinal) {
        return batches.entrySet().stream()
                .filter(batch -> damageAt(batch.getKey()).isPresent())
                .anyMatch(batch -> batch.getValue().firstOrdinal() <= ordinal
                        && ordinal < batch.getValue().endOrdinal());
    }

    /** These entries cannot be read back any more. */
    void damage(long first, long last) {
        damage.add(new Corruption(PLACE, first, last, "simulated"));
    }

    Optional<Corruption> damageAt(long ordinal) {
        return damage.stream()
                .filter(hole -> hole.firstOrdinal() <= ordinal && ordinal <= hole.lastOrdinal())
                .findFirst();
    }

    /**
     * Whether an event can be sent no more: it is damaged, or anything of the batch that covers it is, whose signature is over the
     * whole.
     */
    boolean isUnreadable(long ordinal) {
        return damageAt(ordinal).isPresent()
                || batches.entrySet().stream()
                        .filter(batch -> batch.getValue().firstOrdinal() <= ordinal
                                && ordinal < batch.getValue().endOrdinal())
                        .anyMatch(batch -> damage.stream().anyMatch(hole -> touches(hole, batch)));
    }

    private static boolean touches(Corruption hole, Map.Entry<Long, BatchEntry> batch) {
        return hole.firstOrdinal() < batch.getValue().endOrdinal()
                        && hole.lastOrdinal() >= batch.getValue().firstOrdinal()
                || hole.firstOrdinal() <= batch.getKey() && batch.getKey() <= hole.lastOrdinal();
    }

    boolean isDamaged() {
        return !damage.isEmpty();
    }

    /** The damage from an ordinal on that is still there. */
    List<Corruption> damageFrom(long ordinal) {
        return damage.stream()
                .filter(hole -> hole.lastOrdinal() >= Math.max(ordinal, firstOrdinal))
                .toList();
    }

    /** As the files of a journal are checked. */
    @Override
    public Summary verify(JournalVerifier.Visitor visitor) throws IOException {
        long corruptions = 0;
        for (long ordinal = firstOrdinal; ordinal < nextOrdinal(); ordinal++) {
            Optional<Corruption> hole = damageAt(ordinal);
            if (hole.isPresent()) {
                corruptions++;
                visitor.corrupt(hole.get());
                ordinal = hole.get().lastOrdinal();
            } else {
                visitor.entry(PLACE, ordinal, entry(ordinal));
            }
        }
        return new Summary(firstOrdinal, nextOrdinal(), nextOrdinal() - firstOrdinal, corruptions, 0);
    }

    @Override
    public void remains(Corruption corruption, JournalVerifier.Remains visitor) {
        // nothing
    }

    /** For the message of a failure: what is kept, what is damaged, what is sealed. */
    String describe() {
        StringBuilder text = new StringBuilder(" of " + firstOrdinal + " to " + nextOrdinal() + "; damaged ");
        damage.forEach(hole -> text.append(hole.firstOrdinal())
                .append('-')
                .append(hole.lastOrdinal())
                .append(' '));
        text.append("; sealed ");
        batches.forEach((at, batch) -> text.append(batch.firstOrdinal())
                .append('-')
                .append(batch.endOrdinal())
                .append('@')
                .append(at)
                .append(' '));
        return text.length() > 2_000 ? text.substring(0, 2_000) : text.toString();
    }

    static Entry read(JournalEntry raw) {
        try {
            return Entry.read(raw);
        } catch (EntryFormatException e) {
            throw new AssertionError("what the agent writes can be read", e);
        }
    }
}
