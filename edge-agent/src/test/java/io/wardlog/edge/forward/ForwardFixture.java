package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ChainHeads;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Retention;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.SealCursor;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A forwarder with everything around it in hand: journal, clock, collector. */
final class ForwardFixture {

    static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    /** Without a receipt for so long there is no connection. */
    static final Duration SILENT = Duration.ofSeconds(45);

    static final Duration CUSTODY_WAIT = Duration.ofMinutes(2);

    final FakeClock clock = new FakeClock();
    final KeyPair receiptKey = newKey();
    private final KeyPair agentKey = newKey();
    private final Random random = new Random(20261123);
    private final OwnEvents events = new OwnEvents(AGENT, SchemaRegistry.builtIn(), random::nextLong);
    FakeCollector collector = new FakeCollector(receiptKey, agentKey.getPublic());
    MemoryJournal journal = new MemoryJournal();
    AgentState state = new AgentState(AGENT);
    FakeLedger ledger = new FakeLedger(journal, state);
    Retention retention = new Retention(0);
    Forwarder forwarder;
    private boolean woken;

    ForwardFixture() {
        beginEpoch(Optional.empty());
        start();
    }

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String beginEpoch(Optional<BatchLink> previous) {
        clock.advance(Duration.ofMillis(1));
        String epoch = UuidV7.next(clock.now(), random::nextLong);
        ledger.append(new EpochEntry(epoch, previous));
        return epoch;
    }

    private void start() {
        SealCursor cursor = state.batches().cursor().orElseThrow();
        ForwardStart start = new ForwardStart(
                cursor,
                Optional.of(headsBelow(cursor.nextOrdinal())).filter(heads -> !isDamaged()),
                state.batches().knownBelow(),
                journal.recovery().corruptions().stream()
                        .mapToLong(hole -> hole.lastOrdinal() + 1)
                        .max()
                        .orElse(0),
                state.batches().unconfirmed(),
                state.batches().confirmed());
        AnswerCheck check = new AnswerCheck(
                AGENT, new KeyRing(List.of(TrustedKey.of(receiptKey.getPublic(), KeyPurpose.COLLECTOR_RECEIPT))));
        forwarder = new Forwarder(
                new Forwarder.Parts(journal, collector, ledger, check, clock),
                new ForwardSetup(
                        AGENT,
                        new PrivateKeySigner(agentKey),
                        this::condition,
                        start,
                        retention,
                        CUSTODY_WAIT,
                        () -> 0.999_999),
                () -> woken = true);
        woken = true;
    }

    private boolean isDamaged() {
        return !journal.recovery().corruptions().isEmpty();
    }

    private AgentCondition condition(long backlog, long oldestMs) {
        return new AgentCondition(
                EventTimes.micros(clock.now()),
                "boot-1",
                clock.nanoTime() / 1_000,
                new AgentCondition.Clock("unsynchronised", Optional.empty(), Optional.empty()),
                new AgentCondition.Backlog(backlog, oldestMs, 1L << 30));
    }

    /** The process dies and starts again on what is on disk. */
    void restart() throws Exception {
        forwarder.close();
        journal = journal.reopened();
        LoadedState loaded = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        state = loaded.state();
        ledger = new FakeLedger(journal, state);
        if (state.epoch().isEmpty()) {
            beginEpoch(loaded.previous());
        }
        start();
    }

    void event(String deviceId, int payloadBytes) {
        byte[] noise = new byte[payloadBytes * 3 / 4];
        random.nextBytes(noise);
        ObjectNode payload = JsonNodeFactory.instance
                .objectNode()
                .put("noise", Base64.getEncoder().encodeToString(noise));
        String epoch = state.epoch().orElseThrow().epoch();
        ObjectNode envelope =
                events.envelope(events.newEventId(clock.now()), "agent.stopped", payload, epoch, clock.now());
        envelope.put("deviceId", deviceId);
        ChainHead head = state.chain(deviceId).head();
        byte[] bytes = EventTemplate.of(envelope)
                .fill(new EventTemplate.Place(clock.now(), head.eventHash(), head.sequenceNumber() + 1));
        ledger.append(EventEntry.of(
                new EventEntry.About(
                        deviceId, head.sequenceNumber() + 1, AgentClock.micros(clock.now()), -1, Optional.empty()),
                EventHash.of(bytes),
                bytes,
                new byte[0]));
        woken = true;
    }

    /** Whether the news that more is durable wakes the forwarder's thread now. */
    boolean newsWakes() {
        woken = false;
        forwarder.moreIsDurable();
        return woken;
    }

    void events(int count) {
        for (int i = 0; i < count; i++) {
            event("pump-" + i % 7, 16);
        }
    }

    boolean isConnected() {
        return forwarder.progress().isConnected(clock.nanoTime(), SILENT);
    }

    /** Works until there is nothing to do but what takes longer than the pause between two batches; says how long. */
    Duration run() throws IOException {
        Duration wait = runNow();
        while (wait.compareTo(SealSchedule.PAUSE) <= 0) {
            clock.advance(wait);
            wait = runNow();
        }
        return wait;
    }

    /** Works until there is nothing to do now; says how long. */
    Duration runNow() throws IOException {
        Duration wait;
        int rounds = 0;
        do {
            woken = false;
            wait = forwarder.work();
            assertThat(rounds++).as("rounds without time passing").isLessThan(10_000);
        } while (woken || wait.isZero());
        return wait;
    }

    /** Lets time pass as the forwarder's thread would: it works when it said it would, and when it is woken. */
    void pass(Duration time) throws IOException {
        Duration left = time;
        Duration wait = runNow();
        while (!left.isZero()) {
            Duration step = wait.compareTo(left) < 0 ? wait : left;
            clock.advance(step);
            left = left.minus(step);
            wait = runNow();
        }
    }

    List<Entry> entries() throws Exception {
        List<Entry> all = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            all.add(Entry.read(entry));
        }
        return all;
    }

    <T extends Entry> List<T> entries(Class<T> kind) throws Exception {
        return entries().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Map<String, ChainHead> headsBelow(long ordinal) {
        Map<String, ChainHead> heads = new TreeMap<>();
        try {
            List<Entry> all = entries();
            for (int i = 0; i < ordinal; i++) {
                if (all.get(i) instanceof EpochEntry) {
                    heads.clear();
                } else if (all.get(i) instanceof EventEntry event) {
                    heads.put(event.deviceId(), new ChainHead(event.sequenceNumber(), event.hash()));
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return heads;
    }

    /**
     * What the collector stored is exactly what the journal holds: every event once, in order, in batches that follow each
     * other, under heads that are right.
     */
    void assertAllDelivered() throws Exception {
        assertStored();
        assertThat(collector.stored).hasSameSizeAs(entries(BatchEntry.class));
        assertThat(storedEvents())
                .isEqualTo(
                        entries(EventEntry.class).stream().map(EventEntry::hash).toList());
    }

    private List<Hash> storedEvents() {
        List<Hash> hashes = new ArrayList<>();
        storedInOrder().forEach(batch -> hashes.addAll(batch.hashes()));
        return hashes;
    }

    List<BatchCheck.Result.Sound> storedInOrder() {
        Map<Hash, BatchCheck.Result.Sound> distinct = new java.util.LinkedHashMap<>();
        collector.arrived.forEach(batch -> distinct.putIfAbsent(batch.batchHash(), batch));
        return List.copyOf(distinct.values());
    }

    private void assertStored() {
        SortedMap<String, ChainHead> heads = new TreeMap<>();
        BatchHeader before = null;
        for (BatchCheck.Result.Sound batch : storedInOrder()) {
            BatchHeader header = batch.header();
            boolean first = before == null || !before.agent().equals(header.agent());
            if (first) {
                heads.clear();
            }
            assertThat(header.position().batchSequence())
                    .isEqualTo(first ? 1 : before.position().batchSequence() + 1);
            assertThat(header.position().prevBatchHash())
                    .isEqualTo(first ? header.agent().genesis() : before.hash());
            assertThat(header.position().firstIndex())
                    .isEqualTo(
                            first
                                    ? 0
                                    : before.position().firstIndex()
                                            + before.position().count());
            for (int i = 0; i < batch.events().size(); i++) {
                Event event = batch.events().get(i);
                heads.put(
                        event.deviceId(),
                        new ChainHead(event.sequenceNumber(), batch.hashes().get(i)));
            }
            header.heads().ifPresent(said -> assertThat(said).isEqualTo(ChainHeads.of(heads)));
            before = header;
        }
    }
}
