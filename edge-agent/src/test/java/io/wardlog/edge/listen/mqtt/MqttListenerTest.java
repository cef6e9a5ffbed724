package io.wardlog.edge.listen.mqtt;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.mqtt.MqttFixture.TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.WILL_TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.pump;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.accept.TopicClaim;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.ServedDevice;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import io.wardlog.edge.listen.mqtt.RawMqtt.Packet;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttListenerTest extends WithMqtt {

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aPubackMeansOnDisk(int level) throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (RawMqtt client = fixture.client(level)) {
            client.accepted(pump());
            client.publish(TOPIC, 1, 7, "{\"a\":1}");
            Arrival arrival = fixture.acceptor.await(1).get(0);
            assertThat(FakeAcceptor.text(arrival)).isEqualTo("{\"a\":1}");
            assertThat(arrival.topic()).contains(new TopicClaim(PUMP, "infusion.started"));
            assertThat(arrival.redelivered()).isFalse();
            client.ping();
            assertThat(client.read().type())
                    .as("no PUBACK before it is durable")
                    .isEqualTo(RawMqtt.PINGRESP);
            fixture.acceptor.release();

            Packet puback = client.read();
            assertThat(puback.type()).isEqualTo(RawMqtt.PUBACK);
            assertThat(puback.packetId()).isEqualTo(7);
            assertThat(puback.ackReason()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMessageWaitsForMemoryAndIsReadWhenThereIsSome(int qos) throws Exception {
        MemoryBudget.Claim all = fixture.listen.memory.count(ListenFixture.MEMORY);
        try (RawMqtt client = fixture.client(5);
                RawMqtt other = fixture.client(5)) {
            client.accepted(pump().clientId("first"));
            other.accepted(pump().clientId("second"));
            client.publish(TOPIC, qos, 1, "1");
            client.publish(TOPIC, qos, 2, "2");
            client.ping();
            fixture.listen.awaitWaiting(1);
            other.publish(TOPIC, qos, 3, "3");
            fixture.listen.awaitWaiting(2);
            assertThat(fixture.acceptor.arrivals).isEmpty();

            all.giveBack();
            assertThat(other.read().packetId()).isEqualTo(3);
            List<Integer> types = new ArrayList<>();
            for (int packets = 0; packets < 3; packets++) {
                types.add(client.read().type());
            }
            int answer = qos == 1 ? RawMqtt.PUBACK : RawMqtt.PUBREC;
            assertThat(types).containsExactlyInAnyOrder(answer, answer, RawMqtt.PINGRESP);
            assertThat(fixture.acceptor.arrivals).hasSize(3);
            assertThat(fixture.listen.memory.held()).isZero();
        }
    }

    @Test
    void halfPacketsOfStrangersGiveWayTheEldestFirst() throws Exception {
        try (Socket eldest = fixture.listen.connect("mqtt");
                Socket next = fixture.listen.connect("mqtt")) {
            byte[] begun = new byte[600];
            begun[0] = 0x10;
            begun[1] = (byte) 0xFF;
            begun[2] = (byte) 0xFF;
            begun[3] = 3; // 65,535 bytes are to come
            eldest.getOutputStream().write(begun);
            fixture.listen.awaitMemory(budget -> budget.held() > 0);
            next.getOutputStream().write(begun);
            Socket third = fixture.listen.connect("mqtt");
            third.getOutputStream().write(begun);
            assertThat(eldest.getInputStream().read()).isEqualTo(-1);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.BUSY);
            third.close();
        }
    }

    /** An agent whose writer has no room for longer than a client waits must not remember its exchange for ever. */
    @Test
    void whatWasHeldWhenTheClientWentAwayGivesItsMemoryBack() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Busy(Duration.ofMillis(50));
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.publish(TOPIC, 2, 1, "1");
            client.publish(TOPIC, 1, 2, "2");
            fixture.acceptor.await(1);
        }
        fixture.listen.awaitMemory(budget -> budget.held() == 0 && budget.waiting() == 0);
    }

    @Test
    void pubacksComeInTheOrderOfTheMessages() throws Exception {
        fixture.acceptor.decide =
                arrival -> FakeAcceptor.text(arrival).equals("1") ? null : fixture.acceptor.accepted(arrival);
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.publish(TOPIC, 1, 1, "1");
            client.publish(TOPIC, 1, 2, "2");
            client.publish(TOPIC, 1, 3, "3");
            fixture.acceptor.await(3);
            fixture.acceptor.release();
            for (int id = 1; id <= 3; id++) {
                assertThat(client.read().packetId()).isEqualTo(id);
            }
        }
    }

    @Test
    void aRefusedMessageHasItsReasonInMqtt5() throws Exception {
        Map<ErrorCode, Integer> codes = Map.of(
                ErrorCode.MALFORMED_JSON, 0x99,
                ErrorCode.DEVICE_MISMATCH, 0x87,
                ErrorCode.EVENT_TYPE_RESERVED, 0x87,
                ErrorCode.INVALID_TOPIC, 0x90);
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            for (Map.Entry<ErrorCode, Integer> code : codes.entrySet()) {
                fixture.acceptor.decide = arrival -> new Outcome.Rejected(code.getKey(), "because");
                client.publish(TOPIC, 1, 9, "{}");
                Packet puback = client.read();
                assertThat(puback.ackReason()).isEqualTo(code.getValue());
                assertThat(puback.text()).contains(code.getKey().code() + ": because");
            }
            client.publish("other/topic", 1, 10, "{}");
            assertThat(client.read().ackReason()).isEqualTo(0x90);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.INVALID_TOPIC);
        }
    }

    @Test
    void aRefusedMessageIsAcknowledgedInMqtt311BecauseTheRefusalIsRecorded() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, "because");
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            client.publish(TOPIC, 1, 9, "{");
            Packet puback = client.read();
            assertThat(puback.type()).isEqualTo(RawMqtt.PUBACK);
            assertThat(puback.body()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aQos2MessageOfASessionThatIsKeptIsHandedOverWithItsIdentifier(int level) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            client.accepted(pump().keeping(600));
            client.publish(TOPIC, 1, 4, "{}");
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBACK);
            client.publish(TOPIC, 2, 5, "{}");
            Packet pubrec = client.read();
            assertThat(pubrec.type()).isEqualTo(RawMqtt.PUBREC);
            assertThat(pubrec.ackReason()).isZero();
            fixture.sessions.taken.add(5);
        }
        try (RawMqtt client = fixture.client(level)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isTrue();
            client.publish(TOPIC, 2, 5, "{}", true);
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            fixture.sessions.noRoom.set(1);
            client.pubrel(5);
            Packet pubcomp = client.read();
            assertThat(pubcomp.type()).isEqualTo(RawMqtt.PUBCOMP);
            assertThat(pubcomp.packetId()).isEqualTo(5);
            assertThat(pubcomp.ackReason()).isZero();
            assertThat(fixture.sessions.released).containsExactly(List.of(5));
        }
        assertThat(fixture.acceptor.arrivals)
                .extracting(Arrival::delivery)
                .containsExactly(Optional.empty(), fifth(false), fifth(true));
    }

    private static Optional<Delivery> fifth(boolean mayBeRepeat) {
        return Optional.of(new Delivery("pump-1/client", 5, mayBeRepeat));
    }

    /** 3.3.1-1: who sends a message again says so. A pump that lost its state does not know that the session still has an identifier of its. */
    @Test
    void aMessageMayBeARepeatWhenItSaysSoOrOneCameBeforeInTheSameConnection() throws Exception {
        for (int connection = 1; connection <= 2; connection++) {
            try (RawMqtt client = fixture.client(4)) {
                client.accepted(pump().keeping(600));
                client.publish(TOPIC, 2, 5, "{}");
                client.read();
                client.publish(TOPIC, 2, 5, "{}");
                client.read();
            }
        }
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().keeping(600));
            client.publish(TOPIC, 2, 5, "{}", true);
            client.read();
            client.pubrel(5);
            client.read();
            client.publish(TOPIC, 2, 5, "{}");
            client.read();
        }
        assertThat(fixture.acceptor.arrivals)
                .extracting(Arrival::delivery)
                .containsExactly(fifth(false), fifth(true), fifth(false), fifth(true), fifth(true), fifth(false));
    }

    /** A client that does not wait for a PUBCOMP and takes the identifier again: that one's release, too, is durable before it is answered. */
    @Test
    void aPubcompWaitsForTheReleaseOfTheMessageThatCameLast() throws Exception {
        fixture.sessions.slow = true;
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600));
            client.publish(TOPIC, 2, 5, "1");
            client.read();
            fixture.sessions.taken.add(5);
            client.pubrel(5);
            client.publish(TOPIC, 2, 5, "2");
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            fixture.sessions.taken.add(5);
            client.pubrel(5);
            client.pubrel(5);
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PINGRESP);
            fixture.sessions.sync();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBCOMP);
            client.ping();
            assertThat(client.read().type()).as("of the second").isEqualTo(RawMqtt.PINGRESP);
            fixture.sessions.sync();
            Packet pubcomp = client.read();
            assertThat(pubcomp.type()).isEqualTo(RawMqtt.PUBCOMP);
            assertThat(pubcomp.ackReason()).isZero();
            assertThat(fixture.sessions.released).containsExactly(List.of(5), List.of(5));
        }
    }

    /** MQTT 3.1.1 has no limit for what is not released. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void releasesGoToTheDiskOneWriteAfterTheOther(int noRoom) throws Exception {
        int many = 100;
        fixture.sessions.slow = true;
        fixture.sessions.noRoom.set(noRoom);
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().keeping(600));
            for (int id = 1; id <= many; id++) {
                fixture.sessions.taken.add(id);
                client.pubrel(id);
            }
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PINGRESP);
            List<Integer> answered = new ArrayList<>();
            for (int write = 0; answered.size() < many; write++) {
                fixture.sessions.sync();
                List<Integer> these = fixture.sessions.released.get(write);
                assertThat(these).hasSizeLessThanOrEqualTo(32);
                for (int id : these) {
                    assertThat(client.read().packetId()).isEqualTo(id);
                    answered.add(id);
                }
                assertThat(fixture.sessions.notDurable()).isLessThanOrEqualTo(1);
            }
            assertThat(answered).doesNotHaveDuplicates();
            assertThat(fixture.sessions.released).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    void aQos2MessageOfASessionThatEndsWithItsConnectionIsKnownThereAlone() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.publish(TOPIC, 2, 5, "{}");
            client.read();
            client.pubrel(5);
            assertThat(client.read().ackReason()).isZero();
        }
        assertThat(fixture.acceptor.arrivals).extracting(Arrival::delivery).containsExactly(Optional.empty());
        assertThat(fixture.sessions.released).isEmpty();
    }

    @Test
    void qos0IsTakenAndCountedAsUnacknowledged() throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            client.publish(TOPIC, 0, 0, "{}");
            fixture.acceptor.await(1);
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PINGRESP);
        }
        assertThat(fixture.listen.metrics.counts).containsEntry("unacknowledged", 1);
    }

    @Test
    void busyHoldsTheMessageUntilThereIsRoomAndKeepsTheOrder() throws Exception {
        AtomicInteger busy = new AtomicInteger(3);
        fixture.acceptor.decide = arrival -> busy.getAndDecrement() > 0
                ? new Outcome.Busy(Duration.ofMillis(50))
                : fixture.acceptor.accepted(arrival);
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().keepAlive(1));
            client.publish(TOPIC, 1, 1, "1");
            client.publish(TOPIC, 1, 2, "2");
            assertThat(client.read().packetId()).isEqualTo(1);
            assertThat(client.read().packetId()).isEqualTo(2);
        }
    }

    @Test
    void busyForTooLongDisconnectsAndNeverAcknowledges() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Busy(Duration.ofMillis(100));
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(
                    pump().keepAlive(1)); // expires after 1.5 s, before the 2 s of patience, if it is not suspended
            client.publish(TOPIC, 1, 1, "1");
            client.publish(TOPIC, 2, 2, "2");
            Packet goodbye = client.read();
            assertThat(goodbye.type()).isEqualTo(RawMqtt.DISCONNECT);
            assertThat(goodbye.disconnectReason()).isEqualTo(0x97);
            assertThat(client.read()).isNull();
        }
        fixture.acceptor.decide = fixture.acceptor::accepted;
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.publish(TOPIC, 2, 2, "2", true);
            assertThat(client.read().type()).as("what was held is new again").isEqualTo(RawMqtt.PUBREC);
        }
    }

    @Test
    void moreInFlightThanAllowedEndsAnMqtt5Connection() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            for (int id = 1; id <= 4; id++) {
                client.publish(TOPIC, 2, id, "{}");
            }
            fixture.acceptor.await(4);
            for (int i = 0; i < 4; i++) {
                fixture.acceptor.release();
                assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            }
            client.publish(TOPIC, 1, 5, "{}");
            assertThat(client.read().disconnectReason()).isEqualTo(0x93);
        }
    }

    @Test
    void anOversizedPacketEndsAnMqtt5Connection() throws Exception {
        try (ServedDevice other = new ServedDevice(fixture.listen, "mqtt", OTHER);
                RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            try {
                client.publish(TOPIC, 1, 1, "x".repeat(200_000));
            } catch (SocketException e) { // the agent does not wait for the rest of what it refuses
                assertThat(e).hasMessageMatching("Connection reset( by peer)?|Broken pipe");
            }
            other.isServed();
            Packet goodbye = client.read();
            assertThat(goodbye.type()).isEqualTo(RawMqtt.DISCONNECT);
            assertThat(goodbye.disconnectReason()).isEqualTo(0x95);
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.deviceId()).contains(PUMP);
        assertThat(refusal.firstBytes()).hasSize(64 * 1024);
        assertThat(refusal.totalLength()).isGreaterThan(200_000);
    }

    @Test
    void anOversizedPacketIsRecordedAndAcknowledgedInMqtt311() throws Exception {
        try (RawMqtt client = fixture.client(4);
                ServedDevice other = new ServedDevice(fixture.listen, "mqtt", OTHER)) {
            client.accepted(pump());
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.publish(TOPIC, 1, 0x1234, "x".repeat(10 << 20));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            do {
                other.isServed();
            } while (!sent.isDone());
            sent.get();
            assertThat(client.read().packetId()).isEqualTo(0x1234);
            client.publish(TOPIC, 1, 2, "{}");
            assertThat(client.read().packetId()).isEqualTo(2);
        }
        assertThat(fixture.acceptor.refusal().totalLength()).isGreaterThan(10 << 20);
        assertThat(fixture.acceptor.arrivals)
                .filteredOn(arrival -> arrival.device().deviceId().equals(PUMP))
                .hasSize(1);
    }

    @Test
    void aLostConnectionSendsItsWillAndAProperEndDoesNot() throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().will(WILL_TOPIC, 0));
        }
        Arrival will = fixture.acceptor.await(1).get(0);
        assertThat(will.lostAt()).isPresent();
        assertThat(will.topic()).contains(new TopicClaim(PUMP, "device.disconnected"));
        assertThat(FakeAcceptor.text(will)).isEqualTo("{}");
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().will(WILL_TOPIC, 0));
            client.disconnect();
            assertThat(client.read()).isNull();
        }
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().will(WILL_TOPIC, 0));
            client.send(0xE0, new byte[] {4, 0}); // disconnect with will message
            assertThat(client.read()).isNull();
        }
        fixture.acceptor.await(2);
        assertThat(fixture.acceptor.arrivals).hasSize(2);
    }

    @Test
    void aSilentClientIsDisconnectedAndItsWillSent() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keepAlive(1).will(WILL_TOPIC, 0));
            assertThat(client.read().disconnectReason()).isEqualTo(0x8D);
        }
        assertThat(fixture.acceptor.await(1).get(0).lostAt()).isPresent();
    }

    @Test
    void aWillDelayedIsNotSentWhenTheSessionGoesOn() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600).will(WILL_TOPIC, 2).saying("withdrawn"));
        }
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600));
            client.publish(TOPIC, 1, 1, "a message");
            client.read();
        }
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600).will(WILL_TOPIC, 2).saying("due later than the first"));
        }
        assertThat(fixture.acceptor.await(2))
                .extracting(FakeAcceptor::text)
                .containsExactly("a message", "due later than the first");
    }

    @Test
    void aWillSpeaksOnlyForItsOwnDevice() throws Exception {
        assertConnectRefused(
                5, pump().will("wardlog/v1/pump-2/device.disconnected", 0), 0x87, ErrorCode.DEVICE_MISMATCH);
        assertConnectRefused(5, pump().will("wardlog/v1/pump-1/alarm.raised", 0), 0x90, ErrorCode.INVALID_TOPIC);
        assertConnectRefused(4, pump().will("somewhere", 0), 5, ErrorCode.INVALID_TOPIC);
    }

    @Test
    void credentialsThatDoNotCountAreRefusedAndRecorded() throws Exception {
        assertConnectRefused(4, new Connect().as(PUMP, "wrong"), 4, ErrorCode.WRONG_CREDENTIALS);
        assertConnectRefused(5, new Connect().as(PUMP, "wrong"), 0x86, ErrorCode.WRONG_CREDENTIALS);
        assertConnectRefused(4, new Connect().as("nobody", TOKEN), 4, ErrorCode.UNKNOWN_DEVICE);
        assertConnectRefused(4, new Connect(), 5, ErrorCode.NOT_AUTHENTICATED);
        assertConnectRefused(5, new Connect(), 0x87, ErrorCode.NOT_AUTHENTICATED);
    }

    @Test
    void aSecondConnectionOfAClientEndsTheFirst() throws Exception {
        try (RawMqtt first = fixture.client(5);
                RawMqtt second = fixture.client(5)) {
            first.accepted(pump().will(WILL_TOPIC, 0));
            second.accepted(pump());
            assertThat(first.read().disconnectReason()).isEqualTo(0x8E);
            assertThat(fixture.acceptor.await(1).get(0).lostAt()).isPresent();
            second.ping();
            assertThat(second.read().type()).isEqualTo(RawMqtt.PINGRESP);
        }
    }

    @Test
    void aDeviceWithTooManyConnectionsIsToldWhyItsEldestEnds() throws Exception {
        List<RawMqtt> clients = new ArrayList<>();
        try {
            for (int i = 0; i <= ListenFixture.MAX_OF_DEVICE; i++) {
                RawMqtt client = fixture.client(5);
                clients.add(client);
                client.accepted(pump().clientId("client-" + i));
            }
            assertThat(clients.get(0).read().disconnectReason()).isEqualTo(0x97);
            assertThat(clients.get(0).read()).isNull();
            assertThat(fixture.acceptor.refusal().deviceId()).contains(PUMP);
        } finally {
            for (RawMqtt client : clients) {
                client.close();
            }
        }
    }

    @Test
    void twoDevicesCannotTakeOverEachOthersSession() throws Exception {
        try (RawMqtt first = fixture.client(4);
                RawMqtt second = fixture.client(4)) {
            first.accepted(pump().keeping(0));
            assertThat(second.accepted(new Connect().as(OTHER, TOKEN).keeping(0))
                            .sessionPresent())
                    .isFalse();
            first.ping();
            assertThat(first.read().type()).isEqualTo(RawMqtt.PINGRESP);
        }
        assertThat(fixture.sessions.known).containsExactlyInAnyOrder("pump-1/client", "pump-2/client");
    }

    @Test
    void aSessionIsPresentUntilACleanStart() throws Exception {
        fixture.sessions.known.add("pump-1/client"); // kept from before a restart
        try (RawMqtt client = fixture.client(4)) {
            assertThat(client.accepted(pump().keeping(0)).sessionPresent()).isTrue();
        }
        try (RawMqtt client = fixture.client(4)) {
            assertThat(client.accepted(pump()).sessionPresent()).isFalse();
        }
        try (RawMqtt client = fixture.client(4)) {
            assertThat(client.accepted(pump().keeping(0)).sessionPresent()).isFalse();
        }
    }

    @Test
    void subscriptionsAreRefused() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.subscribe(3, "#");
            Packet suback = client.read();
            assertThat(suback.type()).isEqualTo(RawMqtt.SUBACK);
            assertThat(suback.body()).endsWith(0x87);
        }
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            client.subscribe(3, "wardlog/#");
            assertThat(client.read().body()).containsExactly(0, 3, 0x80);
        }
    }

    @Test
    void aPublishBeforeTheConnackIsKept() throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.connect(pump());
            client.publish(TOPIC, 1, 1, "{}");
            assertThat(client.read().type()).isEqualTo(RawMqtt.CONNACK);
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBACK);
        }
    }

    @Test
    void whatIsNotMqttIsRefusedAndRecorded() throws Exception {
        assertViolation(
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                ErrorCode.PROTOCOL_ERROR);
        assertViolation(new byte[] {0x10, -1, -1, -1, -1, -1}, ErrorCode.PROTOCOL_ERROR);
        assertViolation(new byte[] {0x30, 2, 0, 0}, ErrorCode.PROTOCOL_ERROR);
        try (RawMqtt client = fixture.client(3)) {
            assertThat(client.connect(pump()).read().connackCode()).isEqualTo(1);
        }
        fixture.acceptor.refusal();
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            client.connect(pump());
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.acceptor.refusal().detail()).isEqualTo("a second CONNECT");
    }

    @Test
    void halfAPacketThenSilenceIsTimedOutAndRecorded() throws Exception {
        assertViolation(new byte[] {0x10, 20, 0, 4, 'M'}, ErrorCode.TIMED_OUT);
        assertViolation(new byte[0], ErrorCode.TIMED_OUT);
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.raw(new byte[] {0x32, 100, 0, 3, 'a'});
            assertThat(client.read().type()).isEqualTo(RawMqtt.DISCONNECT);
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(refusal.firstBytes()).containsExactly(0x32, 100, 0, 3, 'a');
    }

    @Test
    void aConnectionThatEndsWithinAPacketIsRecorded() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.raw(new byte[] {0x32, 100, 0, 3, 'a'});
            client.ping(); // the packet goes on with these two bytes
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(refusal.deviceId()).contains(PUMP);
        assertThat(refusal.totalLength()).isEqualTo(102);
    }

    @Test
    void ofMoreConnectionsThanAllowedTheEldestEndsAndThatIsRecorded() throws Exception {
        fixture.listen.fillsUp("mqtt");
    }

    @Test
    void aStopAcknowledgesWhatWasTaken() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.publish(TOPIC, 1, 7, "{}");
            fixture.acceptor.await(1);
            var stopped = fixture.listen.listener().stop().toCompletionStage().toCompletableFuture();
            fixture.acceptor.release();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBACK);
            assertThat(client.read().disconnectReason()).isEqualTo(0x8B);
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSessionIsRememberedAtEachUseSoThatItIsNotForgottenAsUnused() throws Exception {
        for (int connection = 1; connection <= 3; connection++) {
            try (RawMqtt client = fixture.client(5)) {
                Packet connack = client.accepted(pump().keeping(0xFFFF_FFFFL));
                assertThat(connack.sessionPresent()).isEqualTo(connection > 1);
                assertThat(fixture.sessions.remembered).hasValue(connection);
            }
        }
    }

    @Test
    void theEndOfASessionThatFindsNoRoomIsTriedAgain() throws Exception {
        fixture.sessions.known.add("pump-1/client"); // kept from before a restart
        fixture.sessions.noRoomToEnd.set(1);
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().resuming()).sessionPresent()).isTrue();
        }
        assertThat(fixture.sessions.ended.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.sessions.known).isEmpty();
    }

    @Test
    void aClientThatNeverGotItsAnswerLeavesNothingBehind() throws Exception {
        fixture.sessions.stuck = true;
        try (RawMqtt client = fixture.client(5)) {
            client.connect(pump().keeping(0xFFFF_FFFFL));
            fixture.sessions.asked.acquire();
        }
        fixture.sessions.stuck = false;
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().keeping(0xFFFF_FFFFL)).sessionPresent())
                    .isFalse();
        }
    }

    @Test
    void aRemovedDeviceIsDisconnected() throws Exception {
        try (RawMqtt gone = fixture.client(5);
                RawMqtt stays = fixture.client(5)) {
            gone.accepted(pump());
            stays.accepted(new Connect().as(OTHER, TOKEN));
            fixture.listen.writeDevices(OTHER);
            fixture.listen.devices.reload();
            assertThat(gone.read().disconnectReason()).isEqualTo(0x98);
            stays.ping();
            assertThat(stays.read().type()).isEqualTo(RawMqtt.PINGRESP);
        }
    }

    @Test
    void anEmptyClientIdGetsOne() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            Packet connack = client.accepted(pump().clientId(""));
            assertThat(connack.text()).containsPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
        }
    }

    private void assertConnectRefused(int level, Connect connect, int returnCode, ErrorCode code) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            Packet connack = client.connect(connect).read();
            assertThat(connack.type()).isEqualTo(RawMqtt.CONNACK);
            assertThat(connack.connackCode()).isEqualTo(returnCode);
            assertThat(client.read()).isNull();
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.firstBytes()).as("credentials are never kept").isEmpty();
    }

    private void assertViolation(byte[] bytes, ErrorCode code) throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.raw(bytes);
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(code);
    }
}
