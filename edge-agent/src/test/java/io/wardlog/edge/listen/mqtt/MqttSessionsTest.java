package io.wardlog.edge.listen.mqtt;

import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.mqtt.MqttFixture.TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.WILL_TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.pump;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.TlsSockets;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import io.wardlog.edge.listen.mqtt.RawMqtt.Packet;
import io.wardlog.error.ErrorCode;
import io.wardlog.testkit.LogMemory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a client's session when there is no room to record it, and when several connections of the client cross. */
class MqttSessionsTest extends WithMqtt {

    private static final String SESSION = "pump-1/client";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private void assertFindsNoRoom(int level, Connect connect, int code) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            Packet connack = client.connect(connect).read();
            assertThat(connack.type()).isEqualTo(RawMqtt.CONNACK);
            assertThat(connack.connackCode()).isEqualTo(code);
            assertThat(connack.sessionPresent()).isFalse();
            assertThat(client.read()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 3", "5, 0x97"})
    void aClientWhoseSessionFindsNoRoomIsRefusedAndComesAgain(int level, int code) throws Exception {
        fixture.sessions.full = true;
        assertFindsNoRoom(level, pump().keeping(600), code);
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(refusal.firstBytes()).as("credentials are never kept").isEmpty();
        assertThat(fixture.listen.metrics.counts).containsEntry("refused.busy", 1);
        assertThat(logs.values("session_not_recorded", "deviceId")).containsExactly(PUMP);
        assertThat(logs.values("session_not_recorded", "reason")).containsExactly("no_room");

        fixture.sessions.full = false;
        try (RawMqtt client = fixture.client(level)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isFalse();
        }
    }

    @Test
    void thatThereIsNoRoomIsLoggedOnceAMinuteAtMost() throws Exception {
        fixture.sessions.full = true;
        for (int i = 0; i < 5; i++) {
            assertFindsNoRoom(5, pump().clientId("client-" + i).keeping(600), 0x97);
        }
        assertThat(fixture.listen.metrics.counts).containsEntry("refused.busy", 5);
        assertThat(logs.values("session_not_recorded", "occurrences")).containsExactly("1");
    }

    /** Each connection has another client id, and sessions and wills that wait for an hour. */
    @Test
    void aDeviceHasABoundedNumberOfSessionsAndWillsThatWait() throws Exception {
        int beyond = 3;
        for (int i = 0; i < DeviceTimers.PER_DEVICE + beyond; i++) {
            try (RawMqtt client = fixture.client(5)) {
                client.accepted(pump().clientId("c" + i).keeping(3600).will(WILL_TOPIC, 3600));
            }
        }
        fixture.sessions.ended.acquire(beyond);
        assertThat(fixture.sessions.known).hasSize(DeviceTimers.PER_DEVICE);
        assertThat(fixture.acceptor.await(beyond)).hasSize(beyond);
        assertThat(fixture.listen.metrics.counts).containsEntry("ended_early", 2 * beyond);
    }

    /** Each holds up to 64 KiB: of clients that come and go while the disk is full, or faster than they may, not all can. */
    @Test
    void ofEachClientOneWillWaitsForRoom() throws Exception {
        Instant begin = fixture.listen.now;
        Set<String> waiting = ConcurrentHashMap.newKeySet();
        fixture.acceptor.decide = arrival -> {
            String will = FakeAcceptor.text(arrival);
            boolean isFirstTime = waiting.add(will);
            if (will.equals("4")) {
                fixture.listen.now = begin.plusSeconds(3600);
            }
            return isFirstTime
                    ? new Outcome.Busy(will.equals("4") ? Duration.ofMillis(1) : Duration.ofHours(1))
                    : fixture.acceptor.accepted(arrival);
        };
        for (int i = 1; i <= 4; i++) {
            try (RawMqtt client = fixture.client(5)) {
                client.accepted(pump().will(WILL_TOPIC, 0).saying(String.valueOf(i)));
                fixture.listen.now = begin.plusSeconds(i);
            }
            fixture.acceptor.await(i);
        }
        assertThat(fixture.acceptor.await(5)).extracting(FakeAcceptor::text).containsExactly("1", "2", "3", "4", "4");
        assertThat(fixture.acceptor.await(5))
                .extracting(arrival -> arrival.lostAt().orElseThrow())
                .as("when the connection was lost, not when there was room")
                .endsWith(begin.plusSeconds(4), begin.plusSeconds(4));
        assertThat(fixture.listen.metrics.counts).containsEntry("ended_early", 3);
    }

    /** Its session holds a message that was recorded and not released, and ends when there is room again. */
    @ParameterizedTest
    @ValueSource(longs = {0, 600})
    void aCleanStartThatCannotBeRecordedIsRefusedAndEndsNothing(long expiry) throws Exception {
        fixture.sessions.known.add(SESSION);
        fixture.sessions.taken.add(5);
        fixture.sessions.full = true;
        assertFindsNoRoom(5, pump().keeping(expiry).startingClean(), 0x97);
        assertThat(fixture.sessions.known).contains(SESSION);
        assertThat(fixture.sessions.taken).containsExactly(5);

        fixture.sessions.full = false;
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isTrue();
        }
        assertThat(fixture.sessions.endsAsked.availablePermits())
                .as("ends that were asked for, beside that of the refused CONNECT")
                .isEqualTo(expiry == 0 ? 1 : 0);
    }

    /** While the disk is full, so that its end is not on record. */
    @Test
    void aSessionThatIsOverIsNotSaidToBePresent() throws Exception {
        fixture.sessions.known.add(SESSION);
        fixture.sessions.taken.add(5);
        fixture.sessions.full = true;
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().resuming()).sessionPresent()).isTrue(); // ends with its connection
        }
        fixture.sessions.endsAsked.acquire();
        assertFindsNoRoom(5, pump().keeping(600), 0x97);
        fixture.sessions.full = false;
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isFalse();
        }
    }

    /** The same when another connection takes over. */
    @Test
    void aSessionThatWasToEndWithTheConnectionIsNotTakenOver() throws Exception {
        fixture.sessions.known.add(SESSION);
        try (RawMqtt first = fixture.client(5);
                RawMqtt second = fixture.client(5)) {
            assertThat(first.accepted(pump().resuming()).sessionPresent()).isTrue();
            assertThat(second.accepted(pump().keeping(600)).sessionPresent()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void whoseSessionNeedsNoRecordIsLetInWithoutRoom(int level) throws Exception {
        fixture.sessions.known.add(SESSION);
        fixture.sessions.full = true;
        try (RawMqtt goesOn = fixture.client(level);
                RawMqtt hasNone = fixture.client(level)) {
            assertThat(goesOn.accepted(pump().keeping(600)).sessionPresent()).isTrue();
            hasNone.accepted(pump().clientId("another"));
        }
    }

    /** PUBREL: what is taken waits for room, what is not does not wait with it. */
    @Test
    void theReleaseOfWhatIsNotTakenNeedsNoRoom() throws Exception {
        fixture.sessions.taken.add(5);
        fixture.sessions.noRoom.set(1_000);
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600));
            client.pubrel(5);
            client.pubrel(6);
            Packet other = client.read();
            assertThat(other.packetId()).isEqualTo(6);
            assertThat(other.ackReason()).isEqualTo(0x92);
            fixture.sessions.noRoom.set(0);
            Packet first = client.read();
            assertThat(first.packetId()).isEqualTo(5);
            assertThat(first.ackReason()).isZero();
        }
        assertThat(fixture.sessions.released.get(fixture.sessions.released.size() - 1))
                .containsExactly(5);
    }

    /** The end of a session is asked for on one event loop; on another its client is back before that is written: its new session is not what ends. */
    @Test
    void aSessionWhoseClientIsBackBeforeItsEndIsWrittenBeginsAnew() throws Exception {
        fixture.sessions.known.add(SESSION);
        fixture.sessions.slowToEnd = true;
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().resuming()); // ends with its connection
        }
        fixture.sessions.endsAsked.acquire();
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isFalse();
            fixture.sessions.writeEnd();
            assertThat(fixture.sessions.known).contains(SESSION);
            client.send(0xE0, new byte[] {0, 5, 0x11, 0, 0, 0, 0}); // its own end, now
            assertThat(client.read()).isNull();
        }
        fixture.sessions.writeEnd();
        assertThat(fixture.sessions.known).isEmpty();
    }

    /**
     * The second takes over from the first, whose event loop stands still, and is taken over by the third before it is in: it asks for nothing any more, and
     * the third is let in behind the first, too.
     */
    @Test
    void whoIsTakenOverBeforeItIsInTouchesNoSession() throws Exception {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        fixture.listen.metrics.beforeAnswered = () -> {
            stands.countDown();
            await(goesOn);
        };
        try (RawMqtt first = fixture.client(5);
                RawMqtt second = otherLoop();
                RawMqtt third = otherLoop();
                RawMqtt witness = otherLoop()) {
            witness.accepted(pump().clientId("witness"));
            first.accepted(pump().keeping(600).will(WILL_TOPIC, 0));
            first.publish(TOPIC, 1, 1, "{}");
            await(stands);
            second.connect(pump()); // a clean start, which ends the session
            isServed(witness);
            CompletableFuture<Integer> arrivals = new CompletableFuture<>();
            fixture.sessions.whenUsed = () -> arrivals.complete(fixture.acceptor.arrivals.size());
            third.connect(pump().keeping(600));
            assertThat(second.read()).isNull();
            isServed(witness);
            goesOn.countDown();

            Packet connack = third.read();
            assertThat(connack.connackCode()).isZero();
            assertThat(connack.sessionPresent()).isTrue();
            assertThat(arrivals.get(20, TimeUnit.SECONDS))
                    .as("the first one's message and its will")
                    .isEqualTo(2);
            fixture.listen
                    .listener()
                    .stop()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(fixture.sessions.known).contains(SESSION);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What its loop had to read before is read: it may read in one go what came for several connections, so the second answer is behind all that. */
    private static void isServed(RawMqtt witness) throws Exception {
        for (int i = 0; i < 2; i++) {
            witness.ping();
            assertThat(witness.read().type()).isEqualTo(RawMqtt.PINGRESP);
        }
    }

    /** A connection on the TLS port, which has an event loop of its own. */
    private RawMqtt otherLoop() throws Exception {
        return new RawMqtt(
                TlsSockets.connect(
                        TlsSockets.context(fixture.listen.tls.deviceCa(), Optional.empty()),
                        fixture.listen.port("mqtts")),
                5);
    }

    /** Its answers fill every buffer on the way, and then no more is read from it; DUP, so that no Receive Maximum ends it before. */
    @Test
    void aClientThatReadsNothingIsNotReadFromAndDoesNotHoldUpWhoTakesItsPlace() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, "because ".repeat(1_000));
        try (Socket deaf = new Socket();
                RawMqtt witness = fixture.client(5)) {
            witness.accepted(pump().clientId("witness"));
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress("127.0.0.1", fixture.listen.port("mqtt")));
            RawMqtt first = new RawMqtt(deaf, 5);
            first.accepted(pump());
            int many = 2_000;
            for (int message = 0; message < many; message++) {
                first.publish(TOPIC, 1, 7, "{", true);
            }
            fixture.acceptor.await(10);
            for (int i = 0; i < 20; i++) {
                isServed(witness); // meanwhile the deaf one's messages are read, as far as they are
            }
            assertThat(fixture.acceptor.arrivals.size()).isLessThan(many);
            try (RawMqtt second = fixture.client(5)) {
                second.accepted(pump());
            }
        }
    }
}
