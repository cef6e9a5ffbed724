package io.wardlog.edge.simulation;

import io.wardlog.batch.BatchCheck;
import io.wardlog.chain.ChainId;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalFinding;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier;
import io.wardlog.verify.Findings;
import io.wardlog.verify.Place;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold of any world: after every step what can be told at once; after starts, and in the end, everything. */
final class Oracle {

    /** A repeat is known for 24 hours; when the wall clock was set forward by about as much and nobody could notice, it may not be. */
    private static final Duration FORGETS = Duration.ofHours(20);

    private final JournalMedium medium;
    private final ModelCollector collector;
    private final SimulatedClock clock;
    private final List<Message> acknowledged = new ArrayList<>();
    private final Set<Hash> onceStored = new HashSet<>();
    private final GapOracle gaps;

    Oracle(JournalMedium medium, ModelCollector collector, SimulatedClock clock) {
        this.medium = medium;
        this.collector = collector;
        this.clock = clock;
        this.gaps = new GapOracle(medium);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** The agent has said what became of a message. */
    void answered(Message message, Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            require(!message.isValid(), "a valid message was refused: " + message + ", " + rejected);
        } else if (outcome instanceof Outcome.Accepted accepted) {
            acknowledged(message, accepted);
        }
    }

    private void acknowledged(Message message, Outcome.Accepted accepted) {
        require(message.isValid(), "a message that is not valid was accepted: " + message);
        EventEntry event = medium.find(accepted.hash())
                .map(ordinal -> (EventEntry) JournalMedium.read(medium.entry(ordinal)))
                .orElseThrow(() -> new AssertionError("acknowledged and not on disk: " + message));
        require(
                event.deviceId().equals(message.deviceId()) && event.sequenceNumber() == accepted.sequenceNumber(),
                "acknowledged is another event than the one on disk: " + message);
        if (message.accepted().isEmpty()) {
            message.accepted(accepted);
            acknowledged.add(message);
        } else if (message.eventId().isPresent()
                && !mayForget(message.accepted().get())) {
            require(message.accepted().get().equals(accepted), "a repeat was answered otherwise: " + message);
        }
    }

    private boolean mayForget(Outcome.Accepted first) {
        return clockIsLost() || isDamaged(first.hash());
    }

    /** A step over a restart cannot be told from a pause; and the record of one that was noticed may have been damaged. */
    private boolean clockIsLost() {
        Duration unnoticed = medium.isDamaged() ? clock.setForward() : clock.setForwardOverRestarts();
        return unnoticed.compareTo(FORGETS) > 0;
    }

    private boolean isDamaged(Hash event) {
        return medium.find(event).flatMap(medium::damageAt).isPresent();
    }

    /** How many messages were acknowledged. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** These were lost by a collector that had given its receipt. */
    void lost(List<BatchCheck.Result.Sound> batches) {
        batches.forEach(batch -> onceStored.addAll(batch.hashes()));
    }

    /** A snapshot is there whole or not at all, and without damage a start goes on where the run before it ended. */
    void found(SnapshotStore.Reading snapshot, LoadedState.Reason reason) {
        require(!(snapshot instanceof SnapshotStore.Reading.Corrupt), "a start on " + snapshot);
        require(
                reason == LoadedState.Reason.CONTINUED
                        || reason == LoadedState.Reason.FIRST_START && medium.nextOrdinal() == 0
                        || medium.isDamaged(),
                "a start on an undamaged journal: " + reason);
    }

    /** What was acknowledged is still there, or at the collector: after each start, and when house was kept. */
    void nothingIsGivenUp() {
        Set<Hash> stored = collector.stored();
        for (Message message : acknowledged) {
            Hash hash = message.accepted().orElseThrow().hash();
            long ordinal = medium.find(hash).orElseThrow(() -> new AssertionError("acknowledged and lost: " + message));
            require(
                    ordinal >= medium.givenUpBelow()
                            || stored.contains(hash)
                            || onceStored.contains(hash)
                            || medium.isUnreadable(ordinal),
                    "given up before the collector had it: " + message);
        }
    }

    /** Whether everything that is on the disk is at the collector. */
    boolean isAllDelivered() {
        Set<Hash> stored = collector.stored();
        return medium.events().keySet().stream().allMatch(event -> stored.contains(event) || isExcused(event));
    }

    /** What the disk itself has lost, or what the collector has lost when the agent need not have it any more. */
    boolean isExcused(Hash event) {
        long ordinal = medium.find(event).orElseThrow();
        return medium.isUnreadable(ordinal) || ordinal < medium.givenUpBelow() && onceStored.contains(event);
    }

    /** What of the journal is not at the collector, for the message of a failure. */
    String missing() {
        Set<Hash> stored = collector.stored();
        return medium.events().entrySet().stream()
                        .filter(event -> !stored.contains(event.getKey()) && !isExcused(event.getKey()))
                        .map(Map.Entry::getValue)
                        .sorted()
                        .limit(10)
                        .toList()
                        .toString()
                + medium.describe();
    }

    /** Whether all gaps are on record. */
    boolean isAllDeclared() {
        return gaps.waiting().isEmpty();
    }

    /** What of gaps is not on record, for the message of a failure. */
    String undeclared() {
        return gaps.waiting().stream().limit(10).toList().toString();
    }

    /** What the disk and the collector have contradicts itself nowhere: chains, order, each once. */
    void whole(List<SimulatedDevice> devices) {
        require(!collector.isForked(), "two batches claim one place");
        verifyJournal();
        verifyChains();
        verifyOnce();
        verifyOrder(devices);
    }

    /** What the agent left on its disk contradicts itself nowhere, whatever it went through. */
    private void verifyJournal() {
        List<JournalFinding> found = new ArrayList<>();
        try {
            new JournalCheck(medium, Optional.empty(), found::add).run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Verdict worst = medium.isDamaged() ? Verdict.CORRUPT : Verdict.VERIFIED;
        found.forEach(finding -> require(finding.verdict() == worst, "verify-journal says " + finding));
    }

    /** The collector's copy, each batch once, is sound by the project's own verifier. */
    private void verifyChains() {
        Findings findings = new Findings(3);
        ChainVerifier verifier = new ChainVerifier(findings);
        links().forEach(verifier::accept);
        verifier.finish();
        Verdict worst = medium.isDamaged() || !onceStored.isEmpty() ? Verdict.GAP_UNEXPLAINED : Verdict.VERIFIED;
        require(
                findings.verdict() == Verdict.VERIFIED || findings.verdict() == worst,
                "the collector's copy is " + findings.verdict() + ": " + findings.kept());
    }

    /** In the batches' order; when some are lost and were sealed again, perhaps behind others, in the chains'. */
    private List<ChainVerifier.Link> links() {
        List<ChainVerifier.Link> links = new ArrayList<>();
        Set<Hash> batches = new HashSet<>();
        Set<Hash> events = new HashSet<>();
        boolean again = false;
        for (BatchCheck.Result.Sound batch : inOrder()) {
            if (!batches.add(batch.batchHash())) {
                continue;
            }
            for (int i = 0; i < batch.events().size(); i++) {
                Hash hash = batch.hashes().get(i);
                boolean ofLost = medium.isOfLostBatch(medium.find(hash).orElseThrow());
                again |= ofLost;
                if (events.add(hash)) {
                    links.add(link(batch.events().get(i), hash));
                } else {
                    require(ofLost, "in two batches: " + hash);
                }
            }
        }
        if (again) {
            links.sort(Comparator.comparingLong(ChainVerifier.Link::number));
        }
        return links;
    }

    private static ChainVerifier.Link link(Event event, Hash hash) {
        ChainId chain = ChainId.of(event);
        Place place = Place.in("collector").of(chain, event.sequenceNumber());
        return new ChainVerifier.Link(chain, event.sequenceNumber(), event.prevHash(), hash, place);
    }

    private List<BatchCheck.Result.Sound> inOrder() {
        List<BatchCheck.Result.Sound> batches = new ArrayList<>(collector.log());
        batches.sort((one, other) -> {
            int byEpoch = one.header()
                    .agent()
                    .epoch()
                    .compareTo(other.header().agent().epoch());
            return byEpoch != 0
                    ? byEpoch
                    : Long.compare(
                            one.header().position().batchSequence(),
                            other.header().position().batchSequence());
        });
        return batches;
    }

    /** One message under one id of its device is one event. */
    private void verifyOnce() {
        if (clockIsLost()) {
            return;
        }
        Map<List<Object>, Long> first = new HashMap<>();
        for (long ordinal = 0; ordinal < medium.nextOrdinal(); ordinal++) {
            if (JournalMedium.read(medium.entry(ordinal)) instanceof EventEntry event
                    && event.repeatKey().isPresent()) {
                List<Object> key = List.of(
                        event.deviceId(),
                        event.repeatKey().get().deviceEventId(),
                        event.repeatKey().get().messageDigest());
                Long before = first.putIfAbsent(key, ordinal);
                require(
                        before == null || medium.damageAt(before).isPresent(),
                        "recorded twice: entries " + before + " and " + ordinal);
            }
        }
    }

    /** A device that waits for each answer finds its messages in its own order. */
    private void verifyOrder(List<SimulatedDevice> devices) {
        Map<String, Long> last = new HashMap<>();
        Set<String> ordered = new HashSet<>();
        devices.stream().filter(SimulatedDevice::isOrdered).forEach(device -> ordered.add(device.deviceId()));
        List<Message> byNumber = new ArrayList<>(acknowledged);
        byNumber.sort((one, other) -> Integer.compare(one.number(), other.number()));
        for (Message message : byNumber) {
            if (ordered.contains(message.deviceId())) {
                long at = medium.find(message.accepted().orElseThrow().hash()).orElseThrow();
                Long before = last.put(message.deviceId(), at);
                require(before == null || before < at, "out of its device's order: " + message);
            }
        }
    }
}
