package io.wardlog.edge.verify;

import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.verify.EventCheck.Wrong;
import io.wardlog.hash.Hash;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import io.wardlog.verify.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Checks batches against the events that they cover, the one before, and the agent's key. Not thread-safe. */
final class SealCheck {

    private record Sealable(long ordinal, Hash hash) {}

    private final Optional<TrustedKey> key;
    private final Deque<Sealable> unsealed = new ArrayDeque<>();
    private Optional<BatchLink> last = Optional.empty();
    private long wholeFrom;
    /** Behind entries that are lost, or may have been and are pruned, an agent leaves the numbers free that lost batches may have. */
    private boolean leavesNumbersFree;

    private long skipped;

    /** @param wholeFrom the first entry that is there */
    SealCheck(Optional<TrustedKey> key, long wholeFrom) {
        this.key = key;
        this.wholeFrom = wholeFrom;
        this.leavesNumbersFree = wholeFrom > 0;
    }

    void event(long ordinal, Hash hash) {
        unsealed.add(new Sealable(ordinal, hash));
    }

    /** The event there cannot be read: the batch that covers it cannot be checked against it. */
    void unreadable(long ordinal) {
        wholeFrom = ordinal + 1;
    }

    /** Entries up to this one are missing; one that comes a second time lies before what is missing already. */
    void hole(long lastOrdinal) {
        wholeFrom = Math.max(wholeFrom, lastOrdinal + 1);
        leavesNumbersFree = true;
        last = Optional.empty();
    }

    long unsealed() {
        return unsealed.size();
    }

    long skipped() {
        return skipped;
    }

    Optional<Wrong> check(BatchEntry entry) {
        BatchHeader.Reading reading = BatchHeader.read(entry.header());
        if (reading instanceof BatchHeader.Reading.Refused refused) {
            return Optional.of(new Wrong(Verdict.CORRUPT, "the batch header does not parse: " + refused.detail()));
        }
        BatchHeader header = ((BatchHeader.Reading.Value) reading).header();
        List<Hash> covered = covered(entry);
        Optional<BatchLink> before = last;
        last = Optional.of(header.link());
        return contradiction(entry, header, covered, before)
                .map(reason ->
                        new Wrong(Verdict.TAMPERED, "batch " + header.position().batchSequence() + ": " + reason));
    }

    private Optional<String> contradiction(
            BatchEntry entry, BatchHeader header, List<Hash> covered, Optional<BatchLink> before) {
        if (!header.link().equals(entry.batch())) {
            return Optional.of("the header has not the hash that was recorded with it");
        }
        byte[] tagged = SignedObject.tagged(BatchHeader.TYPE, entry.header());
        if (key.isPresent() && !isSigned(key.get(), header, tagged, entry.signature())) {
            return Optional.of("the agent's key did not sign it");
        }
        if (before.filter(link -> !follows(header, link)).isPresent()) {
            return Optional.of("it does not follow the batch before it");
        }
        if (entry.firstOrdinal() < wholeFrom) {
            skipped++;
            return Optional.empty();
        }
        boolean sound = covered.size() == header.position().count()
                && MerkleTree.rootOfHashes(covered).equals(header.eventRoot());
        return sound ? Optional.empty() : Optional.of("its events are not those that it was signed for");
    }

    private static boolean isSigned(TrustedKey key, BatchHeader header, byte[] tagged, byte[] signature) {
        return header.keyId().equals(key.keyId()) && key.verifies(header.alg(), tagged, signature);
    }

    private boolean follows(BatchHeader header, BatchLink before) {
        boolean goesOn = header.agent().epoch().equals(before.epoch());
        long next = goesOn ? before.batchSequence() + 1 : 1;
        long number = header.position().batchSequence();
        Hash hashBefore = goesOn ? before.batchHash() : header.agent().genesis();
        return header.position().prevBatchHash().equals(hashBefore)
                && (number == next || number > next && leavesNumbersFree);
    }

    private List<Hash> covered(BatchEntry entry) {
        List<Hash> hashes = new ArrayList<>();
        while (!unsealed.isEmpty() && unsealed.peek().ordinal() < entry.endOrdinal()) {
            Sealable event = unsealed.remove();
            if (event.ordinal() >= entry.firstOrdinal()) {
                hashes.add(event.hash());
            }
        }
        return hashes;
    }
}
