package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.fake.MemoryJournal.Failure;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    @BeforeEach
    void begin() throws Exception {
        start();
        await(done -> sessions.begin(CLIENT, done));
    }

    private void start() throws Exception {
        LoadedState loaded = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        OwnEvents own = new OwnEvents(AGENT, schemas, secure::nextLong);
        KeyPair seal = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        Sealer sealer = new Sealer(new SealKey(seal.getPublic()), "tenant-a", "gateway-1", secure);
        AcceptParts.Secrets secrets = new AcceptParts.Secrets(secure::nextLong, () -> new byte[16], new byte[32]);
        AcceptParts parts = new AcceptParts(AGENT, Schemas.of(schemas), sealer, own, secrets);
        AgentClock clock = AgentClock.system();
        CompletableFuture<String> fault = new CompletableFuture<>();
        fatal = fault;
        writer = new Writer(
                new Writer.Parts(
                        journal, loaded.state(), own, clock, (event, cause) -> fault.complete(event), new Silent()),
                WriterLimits.DEFAULT);
        writer.start();
        String epoch = loaded.state().epoch().map(EpochEntry::epoch).orElseGet(this::beginEpoch);
        pipeline = parts.pipeline(writer, clock, () -> epoch, new EventTracer(Spans.OFF, new TraceMemory(), clock));
        sessions = parts.sessions(writer, loaded.state().sessions());
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

    private CompletableFuture<Outcome> publish(int identifier, String status) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Arrival arrival = Arrival.of(PUMP, SourceProtocol.MQTT, message(status))
                .once(Optional.of(new Delivery(CLIENT, identifier)));
        pipeline.accept(arrival, answer::complete);
        return answer;
    }

    private Outcome.Accepted published(int identifier, String status) throws Exception {
        return (Outcome.Accepted) publish(identifier, status).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> release(int identifier) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        sessions.release(new Delivery(CLIENT, identifier), () -> answer.complete(null), () -> {
            throw new IllegalStateException("no room");
        });
        return answer;
    }

    private void released(int identifier) throws Exception {
        release(identifier).get(10, TimeUnit.SECONDS);
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
        assertThat(sessions.packetIdentifiers(CLIENT)).hasSize(failure == Failure.AFTER_PERSISTING ? 1 : 0);
        published(5, "ok");
        assertThat(recorded()).isEqualTo(1);
        assertThat(sessions.packetIdentifiers(CLIENT)).containsExactly(5);
    }

    @Test
    void aMessageThatWasAnsweredIsAnsweredAlikeUntilItsRelease() throws Exception {
        Outcome first = published(5, "ok");
        assertThat(published(5, "ok")).isEqualTo(first);
        restart();
        assertThat(published(5, "ok")).isEqualTo(first);
        assertThat(published(6, "ok")).as("another message").isNotEqualTo(first);
        assertThat(recorded()).isEqualTo(2);
    }

    /** The connection breaks and the next one is quicker than the disk. */
    @Test
    void aMessageThatComesAgainWhileItIsOnItsWayToTheDiskIsRecordedOnce() throws Exception {
        CompletableFuture<Outcome> first = publish(5, "ok");
        CompletableFuture<Outcome> second = publish(5, "ok");
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
        CompletableFuture<Void> never = release(5);
        fatal.get(10, TimeUnit.SECONDS);
        assertThat(never).isNotDone();
        restart();
        assertThat(sessions.packetIdentifiers(CLIENT)).hasSize(failure == Failure.AFTER_PERSISTING ? 0 : 1);
        released(5);
        restart();
        published(5, "ok");
        assertThat(recorded()).as("the identifier was free").isEqualTo(2);
    }

    /** A client that has lost its state and goes on with the session all the same (it must not, 3.2.2-4) loses no message by it. */
    @Test
    void anotherMessageUnderAnIdentifierThatIsTakenIsRecorded() throws Exception {
        Outcome first = published(5, "ok");
        restart();
        Outcome second = published(5, "degraded");
        assertThat(second).isInstanceOf(Outcome.Accepted.class).isNotEqualTo(first);
        assertThat(published(5, "degraded")).isEqualTo(second);
        assertThat(recorded()).isEqualTo(2);
    }

    @Test
    void aSessionThatBeginsAnewOrIsForgottenHasNothingInIt() throws Exception {
        published(5, "ok");
        await(done -> sessions.begin(CLIENT, done));
        restart();
        assertThat(sessions.present(CLIENT)).isTrue();
        assertThat(sessions.packetIdentifiers(CLIENT)).isEmpty();
        published(5, "ok");
        await(done -> sessions.remember(CLIENT, done));
        assertThat(sessions.packetIdentifiers(CLIENT)).containsExactly(5);
        await(done -> sessions.forget(CLIENT, done));
        published(5, "ok");
        assertThat(sessions.packetIdentifiers(CLIENT))
                .as("nobody comes back to it")
                .isEmpty();
        assertThat(recorded()).isEqualTo(3);
    }

    /** There are no more releases than messages, which must have found room before. */
    @Test
    void aReleaseFindsRoomWhereAMessageFindsNone() throws Exception {
        published(5, "ok");
        journal.full(true);
        assertThat(publish(6, "ok").get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Busy.class);
        released(5);
        assertThat(sessions.packetIdentifiers(CLIENT)).isEmpty();
    }

    @Test
    void aMessageThatIsRefusedTakesNoIdentifier() throws Exception {
        CompletableFuture<Outcome> answer = publish(5, "no such status");
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Rejected.class);
        assertThat(sessions.packetIdentifiers(CLIENT)).isEmpty();
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
            messages += received.putIfAbsent(identifier, false) == null ? 1 : 0;
            exchange(identifier, received, random);
        }
        for (int identifier : List.copyOf(received.keySet())) {
            while (received.containsKey(identifier)) {
                exchange(identifier, received, random);
            }
        }
        assertThat(recorded()).isEqualTo(messages);
        assertThat(sessions.packetIdentifiers(CLIENT)).isEmpty();
    }

    /** One packet of the client's, the answer to which it gets or not. */
    private void exchange(int identifier, Map<Integer, Boolean> received, Random random) throws Exception {
        boolean releases = received.get(identifier);
        Failure failure = random.nextInt(4) == 0 ? Failure.values()[1 + random.nextInt(2)] : Failure.NONE;
        journal.failNext(failure);
        CompletableFuture<?> answer = releases ? release(identifier) : publish(identifier, "ok");
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
