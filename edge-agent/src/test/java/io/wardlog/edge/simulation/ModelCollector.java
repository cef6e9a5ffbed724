package io.wardlog.edge.simulation;

import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.ConfirmedHead.Status;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.Signer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A collector as far as an agent sees it: a log of batches that is durable before a receipt is given, and behind it custody, which
 * judges the batches one after the other and confirms the end of the unbroken prefix of the epoch that began last.
 */
final class ModelCollector {

    private static final Instant TIME = Instant.parse("2026-11-23T07:00:00Z");

    private final AgentIdentity agent;
    private final Signer signer;
    private final BatchCheck check;
    private final List<BatchCheck.Result.Sound> log = new ArrayList<>();
    private final Set<Hash> stored = new HashSet<>();
    private final List<Optional<ConfirmedHead>> words = new ArrayList<>(List.of(Optional.empty()));
    private Map<String, EpochCopy> epochs = new HashMap<>();
    private String newest = "";
    private int judged;
    private boolean up = true;

    /** What custody has of one epoch, by batch number. */
    private static final class EpochCopy {
        private final Map<Long, BatchHeader> batches = new HashMap<>();
        private long prefix;
        private boolean forked;

        void take(BatchHeader header) {
            long number = header.position().batchSequence();
            BatchHeader there = batches.putIfAbsent(number, header);
            forked |= there != null && !there.link().equals(header.link());
            while (batches.containsKey(prefix + 1)) {
                BatchHeader next = batches.get(prefix + 1);
                forked |= !next.position()
                        .prevBatchHash()
                        .equals(
                                prefix == 0
                                        ? next.agent().genesis()
                                        : batches.get(prefix).hash());
                prefix++;
            }
        }

        Status status() {
            return forked ? Status.FORK : batches.size() > prefix || prefix == 0 ? Status.GAP : Status.OK;
        }
    }

    ModelCollector(AgentIdentity agent, Signer signer, KeyRing agents) {
        this.agent = agent;
        this.signer = signer;
        this.check = new BatchCheck(agents);
    }

    boolean isUp() {
        return up;
    }

    void goDown() {
        up = false;
    }

    void comeBack() {
        up = true;
    }

    /** Takes a frame as ingest does; the answer carries this word of custody. */
    UplinkAnswer receive(byte[] frame, Optional<ConfirmedHead> word) {
        if (!(BatchFrame.decode(frame) instanceof BatchFrame.Reading.Value decoded)) {
            throw new AssertionError("a frame that cannot be read was sent");
        }
        if (!(check.check(decoded.frame()) instanceof BatchCheck.Result.Sound sound)) {
            throw new AssertionError("a batch that is refused was sent: " + check.check(decoded.frame()));
        }
        log.add(sound);
        stored.addAll(sound.hashes());
        return receipt(sound.header().link(), word);
    }

    UplinkAnswer receipt(BatchLink batch, Optional<ConfirmedHead> word) {
        return receipt(batch, word, agent, signer);
    }

    static UplinkAnswer receipt(BatchLink batch, Optional<ConfirmedHead> word, AgentIdentity agent, Signer by) {
        Receipt receipt = new Receipt(
                issuer(by), agent.tenantId(), agent.agentId(), batch, EventTimes.micros(TIME), List.of(), word);
        return new UplinkAnswer.Body(SignedAnswer.sign(receipt, by).encode());
    }

    static UplinkAnswer head(Optional<ConfirmedHead> word, AgentIdentity agent, Signer by) {
        SignedHead head = new SignedHead(issuer(by), agent.tenantId(), agent.agentId(), EventTimes.micros(TIME), word);
        return new UplinkAnswer.Body(SignedAnswer.sign(head, by).encode());
    }

    UplinkAnswer head(Optional<ConfirmedHead> word) {
        return head(word, agent, signer);
    }

    private static Receipt.Issuer issuer(Signer by) {
        return new Receipt.Issuer(by.algorithm().alg(), by.keyId(), "collector-1");
    }

    /** Custody judges the next batch, when there is one. */
    boolean judge() {
        if (judged == log.size()) {
            return false;
        }
        judgeNext();
        return true;
    }

    private void judgeNext() {
        BatchHeader header = log.get(judged++).header();
        String epoch = header.agent().epoch();
        if (!epochs.containsKey(epoch)) {
            newest = epoch;
            epochs.put(epoch, new EpochCopy());
        }
        epochs.get(epoch).take(header);
        if (header.position().batchSequence() == 1
                && header.previous().filter(link -> link.epoch().equals(newest)).isPresent()) {
            newest = epoch;
        }
        Optional<ConfirmedHead> said = wordNow();
        if (!said.equals(word())) {
            words.add(said);
        }
    }

    private Optional<ConfirmedHead> wordNow() {
        EpochCopy copy = epochs.get(newest);
        return copy == null || copy.prefix == 0
                ? Optional.empty()
                : Optional.of(new ConfirmedHead(copy.batches.get(copy.prefix).link(), copy.status()));
    }

    /** Custody's word. */
    Optional<ConfirmedHead> word() {
        return words.get(words.size() - 1);
    }

    /** One of its earlier words. */
    Optional<ConfirmedHead> earlierWord(Dice dice) {
        return dice.pick(words);
    }

    /** The end of the log is lost with everything that custody made of it; says what was in it. */
    List<BatchCheck.Result.Sound> lose(int count) {
        List<BatchCheck.Result.Sound> end = log.subList(log.size() - count, log.size());
        List<BatchCheck.Result.Sound> lost = List.copyOf(end);
        end.clear();
        stored.clear();
        log.forEach(batch -> stored.addAll(batch.hashes()));
        int again = Math.min(judged, log.size());
        epochs = new HashMap<>();
        newest = "";
        judged = 0;
        words.clear();
        words.add(Optional.empty());
        while (judged < again) {
            judgeNext();
        }
        return lost;
    }

    /** Whether any batch ever came twice in two forms. */
    boolean isForked() {
        return epochs.values().stream().anyMatch(epoch -> epoch.forked);
    }

    /** Every event that is in the log. */
    Set<Hash> stored() {
        return stored;
    }

    /** Every batch in the order of arrival. */
    List<BatchCheck.Result.Sound> log() {
        return log;
    }
}
