package io.wardlog.edge.forward;

import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.BatchBody;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchFrameWriter;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.ChainHeads;
import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.SealCursor;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.keys.Signer;
import io.wardlog.merkle.MerkleTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the durable end of the journal and makes signed batches of its events, in order, never across two epochs. Not
 * thread-safe: the forwarder's.
 */
final class BatchSealer {

    private static final Logger log = LoggerFactory.getLogger(BatchSealer.class);
    private static final int MAX_PENDING_BYTES = BatchFrame.MAX_RAW_BODY_BYTES / 4;

    private final AgentIdentity agent;
    private final Signer signer;
    private final Journal journal;
    private final List<PendingEvent> pending = new ArrayList<>();
    /** The same events' bytes: what waits is one array, not thousands, which a collector would have to move. */
    private final BatchBody body = new BatchBody();

    private final BatchFrameWriter frames = new BatchFrameWriter();
    private Optional<SortedMap<String, ChainHead>> heads;
    private SealCursor cursor;
    private Optional<BatchLink> previous = Optional.empty();
    private EpochEntry nextEpoch;
    private long nextEpochOrdinal;
    private long readEnd;
    private JournalReader reader;
    /** Behind the last of what was lost when it started: batches in it may have any number that follows those that are known. */
    private final long lostBelow;
    /** How many numbers the next batch leaves free for them. */
    private long skipped;
    /** Where to go on behind damage that was met; -1 when none was. */
    private long behindDamage = -1;

    private boolean damageMet;
    /** Which epoch the next event is of is not known: the entry that began it may be lost. */
    private boolean epochInDoubt = true;

    BatchSealer(AgentIdentity agent, Signer signer, Journal journal, ForwardStart start) {
        this.agent = agent;
        this.signer = signer;
        this.lostBelow = start.lostBelow();
        enter(start.cursor(), start.knownBelow());
        this.heads = start.sealedHeads().map(TreeMap::new);
        this.journal = journal;
        this.reader = journal.read(cursor.nextOrdinal());
    }

    /**
     * Goes on there. The collector may have batches that are lost of the entries from {@code from} on, at most one of each. One number more is left
     * free, so that the next batch does not seem to follow the last of them, whose hash nobody knows.
     */
    private void enter(SealCursor at, long from) {
        cursor = at;
        skipped = lostBelow > from ? lostBelow - from + 1 : 0;
    }

    /** Reads what became durable, up to one full batch or the end of the epoch; says how many events wait. */
    int readAhead() throws IOException {
        passDamage();
        while (!isFull() && nextEpoch == null && behindDamage < 0 && next()) {
            Entry entry = Frames.decode(reader);
            readEnd = reader.ordinal() + 1;
            if (entry instanceof EventEntry event) {
                settleEpoch(event);
                pending.add(PendingEvent.of(reader.ordinal(), event));
                event.addTo(body);
            } else if (entry instanceof EpochEntry epoch) {
                epochInDoubt = false;
                nextEpoch = epoch;
                nextEpochOrdinal = reader.ordinal();
                enterNextEpoch();
            }
        }
        return pending.size();
    }

    private boolean next() throws IOException {
        try {
            return reader.next();
        } catch (CorruptJournalException damage) {
            log.atError().addKeyValue("reason", damage.getMessage()).log("events_lost");
            behindDamage = damage.corruption().lastOrdinal() + 1;
            damageMet = nextEpoch == null;
            return false;
        }
    }

    /** Whether events of the current epoch were found to be lost since the last call. */
    boolean metDamage() {
        boolean met = damageMet;
        damageMet = false;
        return met;
    }

    /** No batch spans a hole, in which chains break: goes on behind it when everything before it is sealed. */
    private void passDamage() throws IOException {
        if (behindDamage >= 0 && pending.isEmpty()) {
            reader.close();
            reader = journal.read(behindDamage);
            readEnd = behindDamage;
            cursor = new SealCursor(cursor.last(), cursor.nextIndex(), behindDamage);
            behindDamage = -1;
            epochInDoubt = true;
        }
    }

    /** An event of another epoch than the last batch's, without the entry that began it: its batches begin anew, and heads are not known. */
    private void settleEpoch(EventEntry first) {
        if (!epochInDoubt || !(Event.read(first.event()) instanceof Event.Reading.Value value)) {
            return;
        }
        epochInDoubt = false;
        String epoch = value.event().epoch();
        if (!epoch.equals(cursor.last().epoch())) {
            previous = Optional.of(cursor.last()).filter(last -> last.batchSequence() > 0);
            enter(new SealCursor(new BatchLink(epoch, 0, agent.in(epoch).genesis()), 0, reader.ordinal()), 0);
            heads = Optional.empty();
            damageMet = true;
        }
    }

    /** Whether a batch should be sealed without waiting for more: it is full, or its epoch is over, or what follows is lost. */
    boolean isComplete() {
        return isFull() || nextEpoch != null || behindDamage >= 0;
    }

    private boolean isFull() {
        return pending.size() >= BatchFrame.MAX_EVENTS || body.length() >= MAX_PENDING_BYTES;
    }

    /** Whether the epoch has no batch yet and does not know which one was before it. */
    boolean isUnlinked() {
        return cursor.last().batchSequence() == 0 && previous.isEmpty();
    }

    /** The collector has this batch of an earlier epoch, of a disk that is gone: the epoch's first batch says that it follows. */
    void follow(BatchLink confirmed) {
        // Epochs are UUIDv7, which sort by the time they were made
        if (isUnlinked() && confirmed.epoch().compareTo(cursor.last().epoch()) < 0) {
            previous = Optional.of(confirmed);
            log.atInfo()
                    .addKeyValue("previousEpoch", confirmed.epoch())
                    .addKeyValue("batchSequence", confirmed.batchSequence())
                    .log("epoch_linked");
        }
    }

    /** Only when nothing of the epoch before waits any more. */
    private void enterNextEpoch() {
        if (nextEpoch == null || !pending.isEmpty()) {
            return;
        }
        BatchLink none =
                new BatchLink(nextEpoch.epoch(), 0, agent.in(nextEpoch.epoch()).genesis());
        boolean alreadyIn = cursor.last().epoch().equals(nextEpoch.epoch());
        if (!alreadyIn) {
            enter(new SealCursor(none, 0, nextEpochOrdinal), nextEpochOrdinal);
        }
        previous = nextEpoch.previous();
        if (!alreadyIn || heads.isEmpty()) {
            heads = Optional.of(new TreeMap<>());
        }
        nextEpoch = null;
    }

    /** When the oldest waiting event came in, in microseconds since 1970. */
    Optional<Long> oldestMicros() {
        return pending.isEmpty() ? Optional.empty() : Optional.of(pending.get(0).ingestionMicros());
    }

    /**
     * Seals what waits, as much as fits one frame; a heartbeat when nothing waits.
     *
     * @param withHeads whether the header commits to all chain heads
     */
    SealedBatch seal(AgentCondition condition, boolean withHeads) {
        int count = pending.size();
        while (true) {
            SealedBatch batch = build(count, condition, withHeads);
            if (batch != null) {
                advance(batch, count);
                return batch;
            }
            count = count / 2;
        }
    }

    /** The batch of the first {@code count} events, or null when its frame would be too large. */
    private SealedBatch build(int count, AgentCondition condition, boolean withHeads) {
        List<PendingEvent> events = pending.subList(0, count);
        List<Hash> hashes = events.stream().map(PendingEvent::hash).toList();
        BatchPosition position = new BatchPosition(
                cursor.last().batchSequence() + 1 + skipped, cursor.last().batchHash(), cursor.nextIndex(), count);
        BatchHeader header = new BatchHeader(
                signer.algorithm().alg(),
                signer.keyId(),
                agent.in(cursor.last().epoch()),
                position,
                MerkleTree.rootOfHashes(hashes),
                condition,
                position.batchSequence() == 1 ? previous : Optional.empty(),
                withHeads ? heads.map(known -> ChainHeads.of(after(known, events))) : Optional.empty());
        // A heartbeat covers what was read and is no event, so that an idle agent's journal can be pruned, too
        long end = count == 0
                ? Math.max(readEnd, cursor.nextOrdinal())
                : events.get(count - 1).ordinal() + 1;
        BatchEntry entry = new BatchEntry(
                header.link(),
                cursor.nextIndex() + count,
                cursor.nextOrdinal(),
                end,
                header.canonical(),
                header.sign(signer));
        try {
            return new SealedBatch(entry, Frames.encode(frames, entry, body, count), hashes);
        } catch (IllegalArgumentException tooLarge) {
            if (count <= 1) {
                throw tooLarge;
            }
            return null;
        }
    }

    private static SortedMap<String, ChainHead> after(SortedMap<String, ChainHead> heads, List<PendingEvent> events) {
        SortedMap<String, ChainHead> next = new TreeMap<>(heads);
        events.forEach(event -> put(next, event));
        return next;
    }

    private static void put(SortedMap<String, ChainHead> heads, PendingEvent event) {
        heads.put(event.deviceId(), new ChainHead(event.sequenceNumber(), event.hash()));
    }

    private void advance(SealedBatch batch, int count) {
        List<PendingEvent> gone = pending.subList(0, count);
        heads.ifPresent(known -> gone.forEach(event -> put(known, event)));
        gone.clear();
        body.removeFirst(count);
        cursor = new SealCursor(
                batch.entry().batch(), batch.entry().endIndex(), batch.entry().endOrdinal());
        skipped = 0;
        enterNextEpoch();
    }

    /** The last sealed batch; number 0 for none in this epoch. */
    BatchLink last() {
        return cursor.last();
    }

    /** The journal was read up to here, exclusive. */
    long readEnd() {
        return Math.max(readEnd, cursor.nextOrdinal());
    }

    void close() throws IOException {
        reader.close();
    }
}
