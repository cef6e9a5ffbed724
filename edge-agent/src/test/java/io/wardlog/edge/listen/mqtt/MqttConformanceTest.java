package io.wardlog.edge.listen.mqtt;

import static io.wardlog.edge.listen.mqtt.MqttFixture.TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.WILL_TOPIC;
import static io.wardlog.edge.listen.mqtt.MqttFixture.pump;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import io.wardlog.edge.listen.mqtt.RawMqtt.Packet;
import io.wardlog.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of the table in docs/mqtt-conformance.md that clients of good manners never show: each test names the statements of the standard
 * that it is about, MQTT 5.0 unless said.
 */
class MqttConformanceTest extends WithMqtt {

    private static final int MALFORMED = 0x81;
    private static final int PROTOCOL_ERROR = 0x82;

    /** What a client sends that is let in. */
    private interface Sending {
        void to(RawMqtt client) throws IOException;
    }

    /** MQTT 5 is told why and disconnected, MQTT 3.1.1 only disconnected; either way it is recorded. */
    private void assertEnds(int reason, Sending sending) throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            sending.to(client);
            Packet goodbye = client.read();
            assertThat(goodbye).isNotNull();
            assertThat(goodbye.type()).isEqualTo(RawMqtt.DISCONNECT);
            assertThat(goodbye.disconnectReason()).isEqualTo(reason);
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    private void assertEndsIn311(Sending sending) throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            sending.to(client);
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    private void assertRefusedConnect(int level, Connect connect, int code) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            Packet connack = client.connect(connect).read();
            assertThat(connack).isNotNull();
            assertThat(connack.type()).isEqualTo(RawMqtt.CONNACK);
            assertThat(connack.connackCode()).isEqualTo(code);
            assertThat(connack.sessionPresent()).as("3.2.2-6").isFalse();
            assertThat(client.read()).as("3.2.2-7").isNull();
        }
        fixture.acceptor.refusal();
    }

    /** 3.1.4-1, 1.5.4-1: a CONNECT that is none ends the connection, without a CONNACK. */
    private void assertNoConnect(int level, Connect connect) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            assertThat(client.connect(connect).read()).isNull();
        }
        assertThat(fixture.acceptor.refusal().firstBytes())
                .as("a CONNECT holds a password")
                .isEmpty();
    }

    /** 3.1.0-2; 3.1.1: 3.1.0-2. */
    @Test
    void aSecondConnectIsAProtocolError() throws Exception {
        assertEnds(PROTOCOL_ERROR, client -> client.connect(pump()));
        assertEndsIn311(client -> client.connect(pump()));
    }

    /** 3.1.0-1; 3.1.1: 3.1.0-1. */
    @Test
    void theFirstPacketIsAConnect() throws Exception {
        for (int level : new int[] {4, 5}) {
            try (RawMqtt client = fixture.client(level)) {
                client.publish(TOPIC, 1, 1, "{}");
                assertThat(client.read()).isNull();
            }
            fixture.acceptor.refusal();
        }
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    /** 3.1.2-1, 3.1.2-2; 3.1.1: 3.1.2-1, 3.1.2-2. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 127})
    void anotherVersionIsRefused(int level) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            Packet connack = client.connect(pump()).read();
            assertThat(connack.connackCode()).isIn(0x01, 0x84);
            assertThat(client.read()).isNull();
        }
        fixture.acceptor.refusal();
    }

    /** 3.1.2-3, 3.1.2-11, 3.1.2-12, 3.1.2-13; 3.1.1: 3.1.2-3, 3.1.2-11, 3.1.2-14, 3.1.2-15, 3.1.2-22. */
    @Test
    void flagsThatContradictEachOtherAreMalformed() throws Exception {
        for (int level : new int[] {4, 5}) {
            assertNoConnect(level, pump().flipping(0x01));
            assertNoConnect(level, pump().flipping(0x08));
            assertNoConnect(level, pump().flipping(0x20));
            assertNoConnect(level, pump().will(WILL_TOPIC, 0).flipping(0x10));
        }
        assertNoConnect(4, pump().flipping(0x80));
    }

    /** 1.5.4-1, 1.5.4-2; 3.1.1: 1.5.3-1, 1.5.3-2. */
    @Test
    void textThatIsNotUtf8IsMalformed() throws Exception {
        for (byte[] topic : List.of(new byte[] {(byte) 0xC0, (byte) 0x80}, new byte[] {'a', 0}, new byte[] {
            (byte) 0xED, (byte) 0xA0, (byte) 0x80
        })) {
            assertEnds(MALFORMED, client -> client.send(0x32, publish(topic, true)));
            assertEndsIn311(client -> client.send(0x32, publish(topic, false)));
        }
        assertNoConnect(5, pump().clientId("a\0b")); // Java writes U+0000 as C0 80
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    private static byte[] publish(byte[] topic, boolean v5) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        body.write(topic.length);
        body.write(topic);
        body.write(new byte[] {0, 1});
        if (v5) {
            body.write(0);
        }
        body.write("{}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** 3.3.1-2, 3.3.1-4, 2.2.1-3, 2.1.3-1; 3.1.1: 3.3.1-2, 3.3.1-4, 2.3.1-1, 2.2.2-2. */
    @Test
    void flagsAndIdentifiersThatMayNotBeAreMalformed() throws Exception {
        for (Sending wrong : List.<Sending>of(
                client -> client.publish(TOPIC, 0, 0, "{}", true),
                client -> client.publish(TOPIC, 3, 1, "{}"),
                client -> client.publish(TOPIC, 1, 0, "{}"),
                client -> client.send(0x60, new byte[] {0, 1}),
                client -> client.send(0x80, new byte[] {0, 1}),
                client -> client.send(0xC1, new byte[0]))) {
            assertEnds(MALFORMED, wrong);
            assertEndsIn311(wrong);
        }
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    /** 3.3.2-8, 3.3.2-9: no Topic Alias Maximum is announced, so that none may be used. */
    @Test
    void aTopicAliasIsInvalid() throws Exception {
        int[] alias = {0x23, 0, 1};
        assertEnds(0x94, client -> client.publish(TOPIC, 2, 1, alias, "{}"));
        assertEnds(0x94, client -> client.publish("", 2, 1, alias, "{}"));
    }

    /** 3.3.2.1 and 4.7.3-1; 3.1.1: 4.7.3-1. */
    @Test
    void aTopicIsNeverEmptyAndHasNoWildcard() throws Exception {
        assertEnds(PROTOCOL_ERROR, client -> client.publish("", 1, 1, "{}"));
        assertEndsIn311(client -> client.publish("", 1, 1, "{}"));
        assertEnds(MALFORMED, client -> client.publish("wardlog/v1/#", 1, 1, "{}"));
        assertEndsIn311(client -> client.publish("wardlog/v1/+/x", 1, 1, "{}"));
    }

    /** 3.3.4-7 and 3.2.2.3.3: the messages that are neither acknowledged nor released count, of QoS 1 and 2 together. */
    @Test
    void moreThanTheReceiveMaximumEndsTheConnection() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        assertEnds(0x93, client -> {
            for (int id = 1; id <= 4; id++) {
                client.publish(TOPIC, 2, id, "{}");
            }
            awaitArrivals(4);
            for (int id = 1; id <= 4; id++) {
                release();
                client.read();
            }
            client.publish(TOPIC, 1, 5, "{}");
        });
    }

    /** 3.1.1 knows none: what is not released ends no connection. */
    @Test
    void aClientOfMqtt311HasNoReceiveMaximum() throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().keeping(600));
            for (int id = 1; id <= 9; id++) {
                client.publish(TOPIC, 2, id, "{}");
                assertThat(client.read().packetId()).isEqualTo(id);
            }
        }
    }

    private void awaitArrivals(int count) throws IOException {
        try {
            fixture.acceptor.await(count);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void release() throws IOException {
        try {
            fixture.acceptor.release();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** 3.2.2-9 to 3.2.2-22: what the CONNACK says of us, and what it need not say. */
    @Test
    void theConnackTellsWhatTheClientMustKnow() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            byte[] connack = client.accepted(pump()).body();
            assertThat(hex(connack))
                    .contains("210004") // receive maximum
                    .contains("270001" + "1000") // maximum packet size: 64 KiB and 4 KiB
                    .contains("2800")
                    .contains("2900")
                    .contains("2a00");
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    /** 3.2.2-21, 3.2.2-22: the client's own keep-alive counts, unless it is told another. */
    @Test
    void anotherKeepAliveThanAskedForIsTold() throws Exception {
        String most = "13003c"; // Server Keep Alive, 60 seconds
        for (int asked : new int[] {0, 61, 0xFFFF}) {
            assertThat(connack(5, asked)).contains(most);
        }
        assertThat(connack(5, 60)).doesNotContain("1300");
        assertThat(connack(5, 1)).doesNotContain("1300");
        assertThat(connack(4, 0)).as("MQTT 3.1.1 has no such word").isEqualTo("0000");
    }

    /** 3.2.2-21, 3.1.2-22: who asked for none is watched by the one that it was told. */
    @Test
    void theKeepAliveThatWasToldCounts(@TempDir Path other, Vertx vertx) throws Exception {
        try (MqttFixture strict = new MqttFixture(other, vertx, Duration.ofSeconds(1));
                RawMqtt client = strict.client(5)) {
            client.accepted(pump().keepAlive(0).will(WILL_TOPIC, 0));
            assertThat(client.read().disconnectReason()).isEqualTo(0x8D);
            assertThat(strict.acceptor.await(1).get(0).lostAt()).isPresent();
        }
    }

    private String connack(int level, int keepAlive) throws IOException {
        try (RawMqtt client = fixture.client(level)) {
            return hex(client.accepted(pump().keepAlive(keepAlive)).body());
        }
    }

    /** Section 2.2.2.2: each property once, but for User Property, and only those of the packet's kind; 1.5.4-1 for their texts; 3.3.4-6. */
    @Test
    void propertiesThatMayNotBeEndTheConnection() throws Exception {
        int[] twice = {0x01, 1, 0x01, 1};
        int[] foreign = {0x11, 0, 0, 0, 1};
        int[] notText = {0x03, 0, 2, 0xC0, 0x80};
        assertEnds(PROTOCOL_ERROR, client -> client.publish(TOPIC, 2, 1, twice, "{}"));
        assertEnds(MALFORMED, client -> client.publish(TOPIC, 2, 1, foreign, "{}"));
        assertEnds(MALFORMED, client -> client.publish(TOPIC, 0, 0, notText, "{}"));
        assertEnds(PROTOCOL_ERROR, client -> client.publish(TOPIC, 2, 1, new int[] {0x0B, 1}, "{}"));
        byte[] reasons = {0, 1, 0, 8, 0x1F, 0, 1, 'a', 0x1F, 0, 1, 'b'};
        assertEnds(PROTOCOL_ERROR, client -> client.send(0x62, reasons));
        byte[] subscribe = {0, 1, 4, 0x0B, 1, 0x0B, 2, 0, 1, 'a', 0};
        assertEnds(PROTOCOL_ERROR, client -> client.send(0x82, subscribe));
        assertEnds(MALFORMED, client -> client.send(0xA2, new byte[] {0, 1, 2, 0x0B, 1, 0, 1, 'a'}));
        byte[] goodbye = {0, 10, 0x11, 0, 0, 0, 1, 0x11, 0, 0, 0, 1};
        assertEnds(PROTOCOL_ERROR, client -> client.send(0xE0, goodbye));
        assertNoConnect(5, pump().properties(0x21, 0, 9, 0x21, 0, 9));
        assertNoConnect(5, pump().properties(0x01, 1));
        assertThat(fixture.acceptor.arrivals).isEmpty();

        int[] users = {0x26, 0, 1, 'a', 0, 1, 'b', 0x26, 0, 1, 'a', 0, 1, 'b'};
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().properties(users));
            client.publish(TOPIC, 2, 1, users, "{}");
            assertThat(client.read().ackReason()).isZero();
        }
    }

    /**
     * 4.3.3-10 over a restart of the agent (docs/adr/0039): the session is present, so that the client sends again; a message is handed over
     * with its identifier, by which it is known, and what was not released before is released.
     */
    @Test
    void aQos2IdentifierOfBeforeARestartIsStillKnown() throws Exception {
        fixture.sessions.known.add("pump-1/client"); // kept from before a restart
        fixture.sessions.taken.addAll(List.of(5, 6));
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.accepted(pump().keeping(600)).sessionPresent()).isTrue();
            client.publish(TOPIC, 2, 5, "{}", true);
            assertThat(client.read().ackReason()).isZero();
            assertThat(fixture.acceptor.await(1).get(0).delivery()).contains(new Delivery("pump-1/client", 5, true));
            client.pubrel(5);
            assertThat(client.read().ackReason()).isZero();
            client.pubrel(6); // was recorded before
            assertThat(client.read().ackReason()).isZero();
            client.pubrel(7); // was released before, and only its PUBCOMP is missing
            Packet pubcomp = client.read();
            assertThat(pubcomp.type()).isEqualTo(RawMqtt.PUBCOMP);
            assertThat(pubcomp.ackReason()).isEqualTo(0x92);
        }
    }

    /** 3.1.3-8, 3.1.3-9 of MQTT 3.1.1. */
    @Test
    void anEmptyClientIdNeedsACleanSessionIn311() throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            Packet connack = client.connect(pump().clientId("").resuming()).read();
            assertThat(connack.connackCode()).isEqualTo(2);
            assertThat(client.read()).isNull();
        }
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump().clientId(""));
        }
    }

    /** The server refuses these CONNECTs by itself, and would take the PINGREQ right behind each to a connection that never was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // No client id, and no clean session
                "102600044d51545404c0003c0000000670756d702d31001030313233343536373839616263646566c000",
                // A will without a topic
                "102c00044d51545404c6003c00016100000001780006" + "70756d702d31001030313233343536373839616263646566c000"
            })
    void whatComesWithARefusedConnectCountsForNothing(String packets) throws Exception {
        try (RawMqtt client = fixture.client(4)) {
            client.raw(HexFormat.of().parseHex(packets));
            Packet answer = client.read();
            if (answer != null) {
                assertThat(answer.connackCode()).isNotZero();
                assertThat(client.read()).isNull();
            }
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.listen.faults).isEmpty();
    }

    /** Section 3.1.3.1: without an id there is no session to resume, and one begins whatever the client asks for. */
    @Test
    void anEmptyClientIdGetsASessionOfItsOwnIn5() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            Packet connack = client.accepted(pump().clientId("").resuming());
            assertThat(connack.text()).containsPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
            client.publish(TOPIC, 1, 1, "{}");
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBACK);
        }
    }

    /** 4.12.0-1, and sections 3.1.2.11.3, 3.1.2.11.4. */
    @Test
    void aConnectThatAsksForWhatCannotBeIsRefused() throws Exception {
        assertRefusedConnect(5, pump().properties(0x15, 0, 1, 'x'), 0x8C);
        assertRefusedConnect(5, pump().properties(0x21, 0, 0), PROTOCOL_ERROR);
        assertRefusedConnect(5, pump().properties(0x27, 0, 0, 0, 0), PROTOCOL_ERROR);
    }

    /** 3.1.2-29, 3.4.2-2, 3.1.2-24: a reason is given unless the client does not want it, or has no room. */
    @Test
    void aReasonIsGivenOnlyWhereItIsAllowed() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, "because");
        assertThat(refusedPublish(pump()).text()).contains("because");
        assertThat(refusedPublish(pump().properties(0x17, 1)).text()).contains("because");
        Packet silent = refusedPublish(pump().properties(0x17, 0));
        assertThat(silent.ackReason()).isEqualTo(0x99);
        assertThat(silent.text()).doesNotContain("because");
        Packet small = refusedPublish(pump().properties(0x27, 0, 0, 0, 30));
        assertThat(small.ackReason()).isEqualTo(0x99);
        assertThat(small.body()).hasSizeLessThanOrEqualTo(28);
    }

    private Packet refusedPublish(Connect connect) throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            assertThat(client.connect(connect).read().connackCode()).isZero();
            client.publish(TOPIC, 1, 1, "{");
            return client.read();
        }
    }

    /** 3.8.4-1, 3.8.4-5, 3.9.3-1, 3.10.4-4, 3.10.4-5: each filter is refused, in its place; none at all is an error (3.8.3-2, 3.10.3-2). */
    @Test
    void subscriptionsAreAnsweredByTheBook() throws Exception {
        byte[] two = {0, 7, 0, 0, 1, 'a', 1, 0, 1, 'b', 2};
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.send(0x82, two);
            assertThat(client.read().body()).containsExactly(0, 7, 0, 0x87, 0x87);
            client.send(0xA2, new byte[] {0, 8, 0, 0, 1, 'a', 0, 1, 'b'});
            assertThat(client.read().body()).containsExactly(0, 8, 0, 0x11, 0x11);
        }
        try (RawMqtt client = fixture.client(4)) {
            client.accepted(pump());
            client.send(0x82, new byte[] {0, 7, 0, 1, 'a', 1, 0, 1, 'b', 2});
            assertThat(client.read().body()).containsExactly(0, 7, 0x80, 0x80);
            client.send(0xA2, new byte[] {0, 8, 0, 1, 'a'});
            assertThat(client.read().body()).containsExactly(0, 8);
        }
        fixture.acceptor.refusal();
        fixture.acceptor.refusal();
        assertEnds(PROTOCOL_ERROR, client -> client.send(0x82, new byte[] {0, 7, 0}));
        assertEnds(PROTOCOL_ERROR, client -> client.send(0xA2, new byte[] {0, 7, 0}));
        assertEndsIn311(client -> client.send(0x82, new byte[] {0, 7}));
    }

    /** Packets that only a server sends, and AUTH. */
    @Test
    void whatAClientDoesNotSendIsAProtocolError() throws Exception {
        assertEnds(PROTOCOL_ERROR, client -> client.send(0x20, new byte[] {0, 0, 0}));
        assertEnds(PROTOCOL_ERROR, client -> client.send(0x40, new byte[] {0, 1}));
        assertEnds(PROTOCOL_ERROR, client -> client.send(0xD0, new byte[0]));
        assertEnds(PROTOCOL_ERROR, client -> client.send(0xF0, new byte[0]));
    }

    /** 3.3.1-5, 3.3.1-6, 3.2.2-13: nobody can subscribe, so that what is retained is never delivered; the message is a message. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aRetainedMessageIsRecordedAsAnyOther(int level) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            client.accepted(pump().will(WILL_TOPIC, 0).flipping(0x20));
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(0);
            body.write(TOPIC.length());
            body.write(TOPIC.getBytes(StandardCharsets.US_ASCII));
            body.write(new byte[] {0, 1});
            if (level == 5) {
                body.write(0);
            }
            body.write("{}".getBytes(StandardCharsets.US_ASCII));
            client.send(0x33, body.toByteArray());
            assertThat(client.read().ackReason()).isZero();
        }
        assertThat(fixture.acceptor.await(2))
                .extracting(arrival -> arrival.lostAt().isPresent())
                .containsExactly(false, true);
    }

    /** 3.3.2-4, 3.3.2-17 and the like: properties for receivers are read and dropped. */
    @Test
    void propertiesForReceiversChangeNothing() throws Exception {
        int[] properties = {
            0x01,
            1, // payload format: UTF-8
            0x02,
            0,
            0,
            0,
            1, // message expiry
            0x03,
            0,
            1,
            'j', // content type
            0x08,
            0,
            1,
            'r', // response topic
            0x09,
            0,
            1,
            7, // correlation data
            0x26,
            0,
            1,
            'k',
            0,
            1,
            'v' // user property
        };
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().properties(0x26, 0, 1, 'k', 0, 1, 'v', 0x19, 1));
            client.publish(TOPIC, 2, 1, properties, "{}");
            assertThat(client.read().ackReason()).isZero();
        }
        assertThat(FakeAcceptor.text(fixture.acceptor.await(1).get(0))).isEqualTo("{}");
    }

    /** 4.3.3-10, 4.3.3-11, 4.3.3-12; 3.1.1: 4.3.3-2. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aQos2MessageThatComesAgainBeforeItsReleaseIsOne(int level) throws Exception {
        try (RawMqtt client = fixture.client(level)) {
            client.accepted(pump());
            client.publish(TOPIC, 2, 5, "{}");
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            client.publish(TOPIC, 2, 5, "{}", true);
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            client.pubrel(5);
            assertThat(client.read().type()).isEqualTo(RawMqtt.PUBCOMP);
            assertThat(fixture.acceptor.arrivals).hasSize(1);
            client.pubrel(5);
            Packet again = client.read();
            assertThat(again.type()).isEqualTo(RawMqtt.PUBCOMP);
            assertThat(again.ackReason()).isEqualTo(level == 5 ? 0x92 : 0);
        }
    }

    /** 4.3.3-9: a PUBREC of 0x80 or more frees the identifier. */
    @Test
    void aRefusedQos2MessageIsOver() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, "because");
            client.publish(TOPIC, 2, 5, "{");
            assertThat(client.read().ackReason()).isEqualTo(0x99);
            fixture.acceptor.decide = fixture.acceptor::accepted;
            client.publish(TOPIC, 2, 5, "{}");
            assertThat(client.read().ackReason()).isZero();
            assertThat(fixture.acceptor.arrivals).hasSize(2);
        }
    }

    /** The same where the identifier was taken before, under other rules: it is free on disk before the PUBREC says so. */
    @Test
    void aRefusalFreesAnIdentifierThatIsTaken() throws Exception {
        fixture.sessions.known.add("pump-1/client");
        fixture.sessions.taken.add(5);
        fixture.sessions.noRoom.set(1);
        fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, "because");
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600));
            client.publish(TOPIC, 2, 5, "{", true);
            assertThat(client.read().ackReason()).isEqualTo(0x99);
            assertThat(fixture.sessions.released).containsExactly(List.of(5));
        }
    }

    /** Section 4.9: Receive Maximum counts anew in each connection, also when messages of the one before are not released. */
    @Test
    void theReceiveMaximumCountsAnewInEachConnection() throws Exception {
        fixture.sessions.known.add("pump-1/client");
        fixture.sessions.taken.addAll(List.of(1, 2, 3, 4));
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600));
            for (int id = 5; id <= 8; id++) {
                client.publish(TOPIC, 2, id, "{}");
                assertThat(client.read().type()).isEqualTo(RawMqtt.PUBREC);
            }
            client.publish(TOPIC, 2, 9, "{}");
            assertThat(client.read().disconnectReason()).isEqualTo(0x93);
        }
    }

    /** 3.1.4-3, 3.1.3-9: the will of who is taken over waits for its delay, and is not sent when the session goes on. */
    @Test
    void aTakeoverThatGoesOnWithTheSessionSendsNoDelayedWill() throws Exception {
        try (RawMqtt first = fixture.client(5);
                RawMqtt second = fixture.client(5)) {
            first.accepted(pump().keeping(600).will(WILL_TOPIC, 600));
            assertThat(second.accepted(pump().keeping(600)).sessionPresent()).isTrue();
            assertThat(first.read().disconnectReason()).isEqualTo(0x8E);
            second.publish(TOPIC, 1, 1, "{}");
            second.read();
            assertThat(fixture.acceptor.arrivals).extracting(Arrival::lostAt).containsExactly(Optional.empty());
        }
    }

    /** 3.1.4-3, 3.1.4-4: a clean start ends the session, so that its will is due at once. */
    @Test
    void aTakeoverThatStartsCleanSendsTheWill() throws Exception {
        try (RawMqtt first = fixture.client(5);
                RawMqtt second = fixture.client(5)) {
            first.accepted(pump().keeping(600).will(WILL_TOPIC, 600));
            assertThat(second.accepted(pump()).sessionPresent()).isFalse();
            assertThat(first.read().disconnectReason()).isEqualTo(0x8E);
            assertThat(fixture.acceptor.await(1).get(0).lostAt()).isPresent();
        }
    }

    /** 3.1.2-8, section 3.1.3.2.2: the end of the session is the latest time for a will. */
    @Test
    void aWillIsSentWhenTheSessionEndsBeforeItsDelayIsOver() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().will(WILL_TOPIC, 600)); // the session ends with the connection
        }
        assertThat(fixture.acceptor.await(1).get(0).lostAt()).isPresent();
    }

    /** 3.1.0-2: the server would take one of another version, or with an id that it does not take, for the first, and forget the connection that there is. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aSecondConnectOfAnotherVersionEndsTheConnectionAndTheClientCanComeBack(int level) throws Exception {
        for (int again = 0; again < 2; again++) {
            try (RawMqtt client = fixture.client(level)) {
                client.accepted(pump());
                client.raw(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 0, 0, 1, 'a'});
                Packet answer = client.read();
                if (level == 5) {
                    assertThat(answer.disconnectReason()).isEqualTo(MALFORMED);
                    answer = client.read();
                }
                assertThat(answer).isNull();
            }
        }
        assertThat(fixture.listen.faults).isEmpty();
    }

    /** 3.14.2.1, 3.6.2.1: the server would take a reason code that it does not know for a fault of its own. */
    @Test
    void aReasonCodeThatThereIsNotIsMalformed() throws Exception {
        assertEnds(MALFORMED, client -> client.send(0xE0, new byte[] {0x2C}));
        assertEnds(MALFORMED, client -> client.send(0xE0, new byte[] {0x01, 0}));
        assertEnds(MALFORMED, client -> client.send(0x62, new byte[] {0, 1, 0x10}));
        assertEndsIn311(client -> client.send(0xE0, new byte[] {0x63}));
        assertEndsIn311(client -> client.send(0x62, new byte[] {0, 1, 0x60}));
        assertThat(fixture.listen.faults).isEmpty();
    }

    /** A PUBLISH with a topic alias, which ends the connection, and a DISCONNECT right behind it. */
    @Test
    void whatComesWithTheEndOfAConnectionCountsForNothing() throws Exception {
        byte[] topic = TOPIC.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer packets = ByteBuffer.allocate(topic.length + 14);
        packets.put((byte) 0x32)
                .put((byte) (topic.length + 10))
                .putShort((short) topic.length)
                .put(topic);
        packets.putShort((short) 1).put(new byte[] {3, 0x23, 0, 1, '{', '}', (byte) 0xE0, 0});
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump());
            client.raw(packets.array());
            assertThat(client.read().disconnectReason()).isEqualTo(0x94);
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.listen.faults).isEmpty();
    }

    /** 3.1.2-10, 3.14.4-3: only a normal goodbye withdraws the will, and not that of a client that goes because something is wrong. */
    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x81, 0x97})
    void aGoodbyeForATroubleSendsTheWill(int reason) throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().will(WILL_TOPIC, 0));
            client.send(0xE0, new byte[] {(byte) reason});
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.acceptor.await(1).get(0).lostAt()).isPresent();
    }

    /** 3.1.2-10, 3.14.4-3: a proper goodbye withdraws the will; one that prolongs a session that must end is none (3.14.2.2.2). */
    @Test
    void aDisconnectThatProlongsASessionThatMustEndIsAProtocolError() throws Exception {
        assertEnds(PROTOCOL_ERROR, client -> client.send(0xE0, new byte[] {0, 5, 0x11, 0, 0, 0, 60}));
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keeping(600).will(WILL_TOPIC, 0));
            client.send(0xE0, new byte[] {0, 5, 0x11, 0, 0, 0, 60});
            assertThat(client.read()).isNull();
        }
        assertThat(fixture.listen.faults).isEmpty();
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    /** 3.1.2-22 to one and a half times; while we do not read, silence says nothing. */
    @Test
    void aClientThatPingsIsKept() throws Exception {
        try (RawMqtt client = fixture.client(5)) {
            client.accepted(pump().keepAlive(1));
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawMqtt.PINGRESP);
            assertThat(client.read().disconnectReason())
                    .as("and then is silent")
                    .isEqualTo(0x8D);
        }
    }
}
