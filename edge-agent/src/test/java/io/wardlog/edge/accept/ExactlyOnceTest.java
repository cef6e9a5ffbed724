package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.fake.MemoryJournal.Failure;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.life.Housekeeping;
import io.wardlog.edge.life.Waiting;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.SessionTable;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.RoomlessTask;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.trace.Spans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * QoS 2 over a journal that ends at any step: each message is recorded once, and none is taken for another. All messages are the same bytes,
 * without an id, so that nothing but the packet identifier can tell a repeat.
 */
@Timeout(60)
class ExactlyOnceTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");
    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-1", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
    private static final String CLIENT = "pump-1/client";

    private final SecureRandom secure = new SecureRandom();
    private final SchemaRegistry schemas = SchemaRegistry.builtIn();
    private MemoryJournal journal = new MemoryJournal();
    private CompletableFuture<String> fatal;
    private Writer writer;
    private AcceptPipeline pipeline;
    private Sessions sessions;
    private SessionTable table;
    private AcceptParts parts;
    private AgentClock clock;

    @BeforeEach
    void begin() throws Exception {
        start();
        await(done -> sessions.begin(CLIENT, done, ExactlyOnceTest::noRoom));
    }

    private void start() throws Exception {
        LoadedState loaded = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        OwnEvents own = new OwnEvents(AGENT, schemas, secure::nextLong);
        KeyPair seal = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        Sealer sealer = new Sealer(new SealKey(seal.getPublic()), "tenant-a", "gateway-1", secure);
        AcceptParts.Secrets secrets = new AcceptParts.Secrets(secure::nextLong, () -> new byte[16], new byte[32]);
        parts = new AcceptParts(AGENT, Schemas.of(schemas), sealer, own, secrets);
        clock = AgentClock.system();
        CompletableFuture<String> fault = new CompletableFuture<>();
        fatal = fault;
        writer = new Writer(
                new Writer.Parts(
                        journal, loaded.state(), own, clock, (event, cause) -> fault.complete(event), new Silent()),
                WriterLimits.DEFAULT);
        writer.start();
        String epoch = loaded.state().epoch().map(EpochEntry::epoch).orElseGet(this::beginEpoch);
        pipeline = parts.pipeline(writer, clock, () -> epoch, new EventTracer(Spans.OFF, new TraceMemory(), clock));
        table = loaded.state().sessions();
        sessions = parts.sessions(writer, table);
    }

    private String beginEpoch() {
        String epoch = UuidV7.next(Instant.now(), secure::nextLong);
        writer.submit(new Writing(group -> group.add(new EpochEntry(epoch, Optional.empty()))));
        return epoch;
    }

    @AfterEach
    void stop() throws InterruptedException {
        writer.stop(new Writing(group -> {}), Duration.ofSeconds(10));
    }

    private void restart() throws Exception {
        stop();
        journal = journal.reopened();
        start();
    }

    private static final class Writing extends RoomlessTask {
        private final Consumer<Group> what;

        Writing(Consumer<Group> what) {
            this.what = what;
        }

        @Override
        public void write(Group group) {
            what.accept(group);
        }
    }

    private static final class Silent implements WriterObserver {
        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {}

        @Override
        public void durableBelow(long ordinal) {}
    }

    private static void await(Consumer<Runnable> step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        step.accept(() -> done.complete(null));
        done.get(10, TimeUnit.SECONDS);
    }

    private static byte[] message(String status) {
        return ("{\"eventType\":\"device.heartbeat\",\"eventTime\":\"2026-11-26T12:00:00Z\",\"payload\":{\"status\":\""
                        + status + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** For the first time. */
    private CompletableFuture<Outcome> publish(int identifier, String status) {
        return publish(identifier, status, false);
    }

    private CompletableFuture<Outcome> publish(int identifier, String status, boolean again) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Arrival arrival = Arrival.of(PUMP, SourceProtocol.MQTT, message(status))
                .once(Optional.of(new Delivery(CLIENT, identifier, again)));
        pipeline.accept(arrival, answer::complete);
        return answer;
    }

    private Outcome.Accepted published(int identifier, String status) throws Exception {
        return (Outcome.Accepted) publish(identifier, status).get(10, TimeUnit.SECONDS);
    }

    private Outcome.Accepted publishedAgain(int identifier, String status) throws Exception {
        return (Outcome.Accepted) publish(identifier, status, true).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Set<Integer>> release(int identifier) {
        CompletableFuture<Set<Integer>> answer = new CompletableFuture<>();
        sessions.release(CLIENT, List.of(identifier), answer::complete, taken -> noRoom());
        return answer;
    }

    private static void noRoom() {
        throw new IllegalStateException("no room");
    }

    private Set<Integer> released(int identifier) throws Exception {
        return release(identifier).get(10, TimeUnit.SECONDS);
    }

    /** What is submitted meanwhile waits for the writer until this is complete. */
    private CompletableFuture<Void> writerWaits() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        await(begun -> writer.submit(new Writing(group -> {
            begun.run();
            end.join();
        })));
        return end;
    }

    private long recorded() throws Exception {
        long events = 0;
        for (JournalEntry raw : journal.entries()) {
            events += Entry.read(raw) instanceof EventEntry event
                            && event.deviceId().equals("pump-1")
                    ? 1
                    : 0;
        }
        return events;
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"BEFORE_PERSISTING", "AFTER_PERSISTING"})
    void aMessageThatTheJournalEndedWithIsRecordedOnce(Failure failure) throws Exception {
        journal.failNext(failure);
        CompletableFuture<Outcome> never = publish(5, "ok");
        fatal.get(10, TimeUnit.SECONDS);
        assertThat(never).isNotDone();
        restart();
        assertThat(table.packetIdentifiers(CLIENT)).hasSize(failure == Failure.AFTER_PERSISTING ? 1 : 0);
        publishedAgain(5, "ok");
        assertThat(recorded()).isEqualTo(1);
        assertThat(table.packetIdentifiers(CLIENT)).containsExactly(5);
    }

    @Test
    void aMessageThatWasAnsweredIsAnsweredAlikeUntilItsRelease() throws Exception {
        Outcome first = published(5, "ok");
        assertThat(publishedAgain(5, "ok")).isEqualTo(first);
        restart();
        assertThat(publishedAgain(5, "ok")).isEqualTo(first);
        assertThat(published(6, "ok")).as("another message").isNotEqualTo(first);
        assertThat(recorded()).isEqualTo(2);
    }

    /** The connection breaks and the next one is quicker than the disk. */
    @Test
    void aMessageThatComesAgainWhileItIsOnItsWayToTheDiskIsRecordedOnce() throws Exception {
        CompletableFuture<Outcome> first = publish(5, "ok");
        CompletableFuture<Outcome> second = publish(5, "ok", true);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(first.get(10, TimeUnit.SECONDS));
        assertThat(recorded()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"BEFORE_PERSISTING", "AFTER_PERSISTING"})
    void aReleaseThatTheJournalEndedWithIsNotAnsweredAndIsReleasedAgain(Failure failure) throws Exception {
        published(5, "ok");
        journal.failNext(failure);
        CompletableFuture<Set<Integer>> never = release(5);
        fatal.get(10, TimeUnit.SECONDS);
        assertThat(never).isNotDone();
        restart();
        assertThat(table.packetIdentifiers(CLIENT)).hasSize(failure == Failure.AFTER_PERSISTING ? 0 : 1);
        assertThat(released(5)).hasSize(failure == Failure.AFTER_PERSISTING ? 0 : 1);
        restart();
        publishedAgain(5, "ok"); // which did not arrive when it was sent first
        assertThat(recorded()).as("the identifier was free").isEqualTo(2);
    }

    /** A pump that lost its state with its power has nothing to send again: its messages are new, also when they are the very bytes. */
    @Test
    void aNewMessageUnderAnIdentifierThatIsTakenIsRecordedAlsoInTheSameBytes() throws Exception {
        Outcome first = published(5, "ok");
        Outcome second = published(5, "ok");
        assertThat(second).isInstanceOf(Outcome.Accepted.class).isNotEqualTo(first);
        assertThat(publishedAgain(5, "ok")).as("of the last").isEqualTo(second);
        assertThat(recorded()).isEqualTo(2);
        assertThat(released(5)).containsExactly(5);
        assertThat(released(5)).isEmpty();
    }

    /** A client that has lost its state and goes on with the session all the same (it must not, 3.2.2-4) loses no message by it. */
    @Test
    void anotherMessageUnderAnIdentifierThatIsTakenIsRecorded() throws Exception {
        Outcome first = published(5, "ok");
        restart();
        Outcome second = publishedAgain(5, "degraded");
        assertThat(second).isInstanceOf(Outcome.Accepted.class).isNotEqualTo(first);
        assertThat(publishedAgain(5, "degraded")).isEqualTo(second);
        assertThat(recorded()).isEqualTo(2);
    }

    @Test
    void aSessionThatBeginsAnewOrIsForgottenHasNothingInIt() throws Exception {
        published(5, "ok");
        await(done -> sessions.begin(CLIENT, done, ExactlyOnceTest::noRoom));
        restart();
        assertThat(sessions.present(CLIENT)).isTrue();
        assertThat(table.packetIdentifiers(CLIENT)).isEmpty();
        published(5, "ok");
        assertThat(resume(true).get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(table.packetIdentifiers(CLIENT)).containsExactly(5);
        await(done -> sessions.forget(CLIENT, () -> true, done, ExactlyOnceTest::noRoom));
        published(5, "ok");
        assertThat(table.packetIdentifiers(CLIENT))
                .as("nobody comes back to it")
                .isEmpty();
        assertThat(recorded()).isEqualTo(3);
    }

    private CompletableFuture<Boolean> resume(boolean begins) {
        CompletableFuture<Boolean> present = new CompletableFuture<>();
        sessions.resume(CLIENT, begins, present::complete, ExactlyOnceTest::noRoom);
        return present;
    }

    /** The end of a session and the return of its client at once: what the client is told is what the record says. */
    @Test
    void aSessionWhoseEndIsOnItsWayIsNotPresent() throws Exception {
        CompletableFuture<Void> writes = writerWaits();
        sessions.forget(CLIENT, () -> true, () -> {}, ExactlyOnceTest::noRoom);
        assertThat(sessions.present(CLIENT)).isTrue();
        CompletableFuture<Boolean> used = resume(false);
        CompletableFuture<Boolean> begun = resume(true);
        CompletableFuture<Boolean> resumed = resume(true);
        writes.complete(null);
        assertThat(used.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(begun.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(resumed.get(10, TimeUnit.SECONDS)).isTrue();
        restart();
        assertThat(sessions.present(CLIENT)).isTrue();
    }

    /** Without room a session that has nothing in it begins anew as it is; but a message that waits may yet take an identifier in it. */
    @Test
    void aSessionBeginsWithoutRoomOnlyWhenWhatWaitsPutsNothingIntoIt() throws Exception {
        CompletableFuture<Void> writes = writerWaits();
        CompletableFuture<Outcome> message = publish(5, "ok");
        journal.spent(true);
        CompletableFuture<String> begun = new CompletableFuture<>();
        sessions.begin(CLIENT, () -> begun.complete("durable"), () -> begun.complete("full"));
        journal.spent(false);
        writes.complete(null);
        assertThat(message.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Accepted.class);
        assertThat(resume(false).get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(begun.get(10, TimeUnit.SECONDS)).isEqualTo("full");
        released(5);
        journal.spent(true);
        await(done -> sessions.begin(CLIENT, done, ExactlyOnceTest::noRoom));
        await(full -> sessions.forget(CLIENT, () -> true, () -> {}, full));
        assertThat(sessions.present(CLIENT)).isTrue();
    }

    /** A session that would have to begin on a spent disk: who asks is told, and nothing is on record. */
    @Test
    void aSessionThatFindsNoRoomDoesNotBegin() throws Exception {
        await(done -> sessions.forget(CLIENT, () -> true, done, ExactlyOnceTest::noRoom));
        journal.spent(true);
        await(full -> sessions.begin(CLIENT, ExactlyOnceTest::noRoom, full));
        await(full -> sessions.resume(CLIENT, true, present -> noRoom(), full));
        assertThat(resume(false).get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(sessions.present(CLIENT)).isFalse();
        journal.spent(false);
        assertThat(resume(true).get(10, TimeUnit.SECONDS)).isFalse();
        restart();
        assertThat(sessions.present(CLIENT)).isTrue();
    }

    /** Its client's next connection, on another event loop, was quicker: the end comes behind its return, and would end what that one goes on with. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfASessionIsWrittenOnlyWhenItsClientIsNotBack(boolean isBack) throws Exception {
        CompletableFuture<Void> writes = writerWaits();
        CompletableFuture<Boolean> resumed = resume(true);
        AtomicBoolean ends = new AtomicBoolean(isBack);
        CompletableFuture<String> askedOn = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        sessions.forget(
                CLIENT,
                () -> {
                    askedOn.complete(Thread.currentThread().getName());
                    return ends.get();
                },
                () -> done.complete(null),
                ExactlyOnceTest::noRoom);
        ends.set(!isBack);
        writes.complete(null);
        done.get(10, TimeUnit.SECONDS);
        assertThat(resumed).isCompletedWithValue(true);
        assertThat(askedOn).isCompletedWithValue("wardlog-writer");
        assertThat(sessions.present(CLIENT)).isEqualTo(isBack);
        restart();
        assertThat(sessions.present(CLIENT)).isEqualTo(isBack);
    }

    /** The record says when, so that a restart frees what it held where the agent did. */
    @Test
    void aSessionThatIsOverAndHoldsAnIdentifierIsEndedOnRecord(@TempDir Path directory) throws Exception {
        writer.submit(new Writing(group -> {
            group.add(new SessionEntry(false, 0, CLIENT));
            group.add(new SessionEntry(true, 0, CLIENT));
        }));
        published(5, "ok");
        SnapshotStore snapshots = new SnapshotStore(directory.resolve("state"), new FileChannelDisk());
        Housekeeping housekeeping = new Housekeeping(
                new Housekeeping.Parts(
                        writer, journal, snapshots, parts, clock, Waiting.atMost(Duration.ofSeconds(10)), () -> null),
                0,
                "normal");
        housekeeping.tick();
        assertThat(sessions.present(CLIENT)).isFalse();
        restart();
        assertThat(sessions.present(CLIENT)).isFalse();
    }

    /** There are no more releases than messages, which must have found room before. */
    @Test
    void aReleaseFindsRoomWhereAMessageFindsNone() throws Exception {
        published(5, "ok");
        journal.full(true);
        assertThat(publish(6, "ok").get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Busy.class);
        released(5);
        assertThat(table.packetIdentifiers(CLIENT)).isEmpty();
    }

    @Test
    void anIdentifierThatIsNotTakenIsReleasedWithoutRoom() throws Exception {
        published(5, "ok");
        journal.spent(true);
        assertThat(released(6)).isEmpty();
        CompletableFuture<Set<Integer>> wait = new CompletableFuture<>();
        sessions.release(CLIENT, List.of(5, 6), released -> noRoom(), wait::complete);
        assertThat(wait.get(10, TimeUnit.SECONDS)).containsExactly(5);
        assertThat(table.packetIdentifiers(CLIENT)).containsExactly(5);
        journal.spent(false);
        assertThat(released(5)).containsExactly(5);
    }

    @Test
    void aMessageThatIsRefusedTakesNoIdentifier() throws Exception {
        CompletableFuture<Outcome> answer = publish(5, "no such status");
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Rejected.class);
        assertThat(table.packetIdentifiers(CLIENT)).isEmpty();
    }

    /** A client by the book with a window of three, an agent that crashes and a network that loses answers, wherever it hurts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereverItEndsEachMessageIsRecordedOnce(long seed) throws Exception {
        Random random = new Random(seed);
        Map<Integer, Boolean> received =
                new TreeMap<>(); // by identifier: false until its PUBREC came, then until its PUBCOMP
        int messages = 0;
        for (int step = 0; step < 60; step++) {
            int identifier = 1 + random.nextInt(3);
            boolean isNew = received.putIfAbsent(identifier, false) == null;
            messages += isNew ? 1 : 0;
            exchange(identifier, !isNew, received, random);
        }
        for (int identifier : List.copyOf(received.keySet())) {
            while (received.containsKey(identifier)) {
                exchange(identifier, true, received, random);
            }
        }
        assertThat(recorded()).isEqualTo(messages);
        assertThat(table.packetIdentifiers(CLIENT)).isEmpty();
    }

    /** One packet of the client's, the answer to which it gets or not. */
    private void exchange(int identifier, boolean again, Map<Integer, Boolean> received, Random random)
            throws Exception {
        boolean releases = received.get(identifier);
        Failure failure = random.nextInt(4) == 0 ? Failure.values()[1 + random.nextInt(2)] : Failure.NONE;
        journal.failNext(failure);
        CompletableFuture<?> answer = releases ? release(identifier) : publish(identifier, "ok", again);
        CompletableFuture.anyOf(answer, fatal).get(10, TimeUnit.SECONDS);
        boolean crashed = fatal.isDone();
        boolean heard = answer.isDone() && random.nextInt(4) != 0;
        if (heard && releases) {
            received.remove(identifier);
        } else if (heard) {
            received.put(identifier, true);
        }
        if (crashed || random.nextInt(5) == 0) {
            restart();
        }
        journal.failNext(Failure.NONE);
    }
}
