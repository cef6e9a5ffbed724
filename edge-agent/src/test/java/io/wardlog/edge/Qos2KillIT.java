package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.mqtt.RawMqtt;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import io.wardlog.edge.listen.mqtt.RawMqtt.Packet;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agent processes that are killed in the middle of QoS 2 exchanges. The cuts that cannot be aimed at from outside, before and after each sync, are
 * ExactlyOnceTest's. How often: {@code -Dwardlog.agent.qos2Kills=N}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class Qos2KillIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.qos2Kills", 1);
    private static final int IDENTIFIERS = 12;
    private static final String TOPIC = "wardlog/v1/" + AgentFixture.PUMP + "/device.heartbeat";
    private static final String MESSAGE = "{\"eventTime\":\"2026-11-26T12:00:00Z\",\"payload\":{\"status\":\"ok\"}}";

    @TempDir
    Path directory;

    /**
     * A client by the book (MQTT 5 sections 4.3.3 and 4.4), but that it may leave answers unread. All its messages are the same bytes: nothing but
     * the packet identifier tells a repeat.
     */
    private static final class Client {
        private final int level;
        /** By identifier whether its PUBREC came. Of each, one packet is not answered in this connection. */
        private final Map<Integer, Boolean> underWay = new TreeMap<>();

        private RawMqtt connection;
        private int messages;

        Client(int level) {
            this.level = level;
        }

        /** Goes on with its session: sends again what was not answered. */
        void connect(AgentProcess agent) throws IOException {
            Socket socket = new Socket("127.0.0.1", agent.port("mqtt"));
            socket.setSoTimeout(30_000);
            connection = new RawMqtt(socket, level);
            Connect connect = new Connect()
                    .as(AgentFixture.PUMP, AgentFixture.TOKEN)
                    .clientId("level-" + level)
                    .keeping(3_600);
            assertThat(connection.accepted(connect).sessionPresent()).isEqualTo(messages > 0);
            for (int identifier : underWay.keySet()) {
                send(identifier, true);
            }
        }

        private void send(int identifier, boolean again) throws IOException {
            if (underWay.get(identifier)) {
                connection.pubrel(identifier);
            } else {
                connection.publish(TOPIC, 2, identifier, MESSAGE, again);
            }
        }

        /** Sends a new message when this identifier is free. */
        void begin(int identifier) throws IOException {
            if (underWay.putIfAbsent(identifier, false) == null) {
                messages++;
                send(identifier, false);
            }
        }

        /** Reads an answer and goes on with its exchange. */
        void hear() throws IOException {
            Packet answer = connection.read();
            if (underWay.get(answer.packetId())) {
                assertThat(answer.type()).isEqualTo(RawMqtt.PUBCOMP);
                underWay.remove(answer.packetId());
            } else {
                assertThat(answer.type()).isEqualTo(RawMqtt.PUBREC);
                assertThat(answer.ackReason()).isZero();
                underWay.put(answer.packetId(), true);
                send(answer.packetId(), false);
            }
        }

        void hearAll() throws IOException {
            while (!underWay.isEmpty()) {
                hear();
            }
        }
    }

    @Test
    void eachMessageIsRecordedOnceHoweverTheAgentEnds() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        List<Client> clients = List.of(new Client(4), new Client(5));
        Random random = new Random(20261126);
        for (int kill = 0; kill < KILLS; kill++) {
            try (AgentProcess agent = AgentProcess.start(fixture)) {
                exchange(agent, clients, random);
                agent.kill();
            }
        }
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            for (Client client : clients) {
                client.connect(agent);
                client.hearAll();
                client.begin(1); // the identifier is free
                client.hearAll();
            }
            agent.kill();
        }
        Path journal = fixture.config().journalDirectory();
        assertThat(Journals.verdict(journal)).isEqualTo(Verdict.VERIFIED);
        assertThat(Journals.events(journal))
                .filteredOn(event -> event.deviceId().equals(AgentFixture.PUMP))
                .hasSize(clients.stream().mapToInt(client -> client.messages).sum());
    }

    /** Leaves exchanges of all kinds under way: before and after their PUBREC, and before their PUBCOMP. */
    private static void exchange(AgentProcess agent, List<Client> clients, Random random) throws IOException {
        for (Client client : clients) {
            client.connect(agent);
            for (int step = random.nextInt(30); step > 0; step--) {
                client.begin(1 + random.nextInt(IDENTIFIERS));
                client.hear();
            }
            for (int identifier = 1; identifier <= IDENTIFIERS; identifier++) {
                client.begin(identifier);
            }
        }
    }
}
