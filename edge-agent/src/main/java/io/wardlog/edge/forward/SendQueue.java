package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SentBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The batches that are sealed and not confirmed, in the journal's order, and which of them is to be sent next. Not
 * thread-safe: the forwarder's.
 */
final class SendQueue {

    private final NavigableMap<Long, SentBatch> unconfirmed = new TreeMap<>();
    private final Map<BatchLink, Long> places = new HashMap<>();
    private long sentUpTo = -1;
    private long receiptedUpTo = -1; // receipts come in the journal's order
    private long events;
    private Optional<BatchLink> confirmed;
    private Optional<BatchLink> word; // custody's, behind which everything that is left is here

    /**
     * @param keptFrom from where on the journal is kept. Only what is confirmed is given up: a batch that needs what lies below
     *     is confirmed, though a full journal had no room to record it
     */
    SendQueue(ForwardStart start, long keptFrom) {
        start.unconfirmed().forEach(this::add);
        this.confirmed = start.confirmed();
        this.word = confirmed;
        start.unconfirmed().stream()
                .filter(batch -> batch.neededFrom() < keptFrom)
                .reduce((earlier, later) -> later)
                .ifPresent(last -> confirmed(last.batch()));
    }

    /** Takes a batch; one that is here already changes nothing. */
    void add(SentBatch batch) {
        if (unconfirmed.putIfAbsent(batch.entryOrdinal(), batch) != null) {
            return;
        }
        places.put(batch.batch(), batch.entryOrdinal());
        if (batch.receipted()) {
            receiptedUpTo = Math.max(receiptedUpTo, batch.entryOrdinal());
        } else {
            events += batch.events();
        }
    }

    Optional<SentBatch> next() {
        return Optional.ofNullable(unconfirmed.higherEntry(sentUpTo)).map(Map.Entry::getValue);
    }

    boolean isEmpty() {
        return unconfirmed.higherKey(sentUpTo) == null;
    }

    /** How many are not confirmed, sent or not. */
    int unconfirmed() {
        return unconfirmed.size();
    }

    /** How many events the batches hold that never had a receipt. */
    long events() {
        return events;
    }

    /** The oldest batch that holds events and never had a receipt. */
    Optional<SentBatch> firstWithoutReceipt() {
        return events == 0
                ? Optional.empty()
                : unconfirmed.tailMap(receiptedUpTo, false).values().stream()
                        .filter(batch -> batch.events() > 0)
                        .findFirst();
    }

    /** The next one cannot be sent. */
    void passOver() {
        receipted();
    }

    /** The next one has its receipt; says whether that is its first. */
    boolean receipted() {
        Map.Entry<Long, SentBatch> next = unconfirmed.higherEntry(sentUpTo);
        sentUpTo = next.getKey();
        boolean first = sentUpTo > receiptedUpTo;
        if (first) {
            receiptedUpTo = sentUpTo;
            events -= next.getValue().events();
        }
        return first;
    }

    /** The oldest batch, when it has its receipt of this connection: custody has still to come to it. */
    Optional<BatchLink> awaitsCustody() {
        return Optional.ofNullable(unconfirmed.firstEntry())
                .filter(oldest -> oldest.getKey() <= sentUpTo)
                .map(oldest -> oldest.getValue().batch());
    }

    /** Whether the batch is one of these. */
    boolean holds(BatchLink batch) {
        return places.containsKey(batch);
    }

    /** The first entry of the journal that sending any of these again needs; absent when there are none. */
    OptionalLong firstOrdinal() {
        return unconfirmed.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(unconfirmed.firstEntry().getValue().neededFrom());
    }

    /** Whether the collector's word of this batch is no news: everything up to it is confirmed already. */
    boolean isConfirmed(BatchLink batch) {
        return confirmed.filter(batch::equals).isPresent();
    }

    /**
     * Whether custody's word is less than the one before: it has lost something. The word that {@link #restore} was told is not: what lies
     * behind it is here again, and a collector whose word is late must not be sent it all the time.
     */
    boolean isLess(Optional<BatchLink> said) {
        return word.isPresent()
                && !said.equals(word)
                && said.filter(batch -> holds(batch) || isConfirmed(batch)).isEmpty();
    }

    /** What is confirmed up to this batch need not be sent again; false when it is none of these. */
    boolean confirmed(BatchLink batch) {
        Long place = places.get(batch);
        if (place == null) {
            return false;
        }
        NavigableMap<Long, SentBatch> done = unconfirmed.headMap(place, true);
        done.values().forEach(this::forget);
        done.clear();
        confirmed = Optional.of(batch);
        word = confirmed;
        return true;
    }

    private void forget(SentBatch batch) {
        places.remove(batch.batch());
        events -= batch.entryOrdinal() > receiptedUpTo ? batch.events() : 0;
    }

    /** Everything that is not confirmed is sent again: the collector may have lost what it gave a receipt for. */
    void rewind() {
        sentUpTo = -1;
    }

    /** Confirmed batches that are lost, as custody's word has it, are sent again, before all others; says how many these are. */
    int restore(Optional<BatchLink> said, List<SentBatch> lost) {
        word = said;
        long end = unconfirmed.isEmpty() ? Long.MAX_VALUE : unconfirmed.firstKey();
        List<SentBatch> gone =
                lost.stream().filter(batch -> batch.entryOrdinal() < end).toList();
        gone.forEach(this::add);
        return gone.size();
    }
}
