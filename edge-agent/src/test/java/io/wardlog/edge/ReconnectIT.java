package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.wardlog.event.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The network breaks between the agent's disk and the client: each client sends again by itself, and nothing is recorded twice. */
@Timeout(120)
class ReconnectIT {

    private static final String APPLICATION = Application.ID;
    private static final String TOPIC = "wardlog/v1/" + APPLICATION + "/record.viewed";
    private static final byte[] TOKEN = AgentFixture.TOKEN.getBytes(StandardCharsets.UTF_8);
    private static final int DUP = 8;

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private final String eventId = Application.newId();
    private final byte[] message = Application.viewed(APPLICATION, eventId).getBytes(StandardCharsets.UTF_8);
    private SigningCollector collector;
    private EdgeAgent agent;
    private LostAcknowledgement network;

    @BeforeEach
    void start() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        Application.install(fixture);
        collector = fixture.collector();
        agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
        network = new LostAcknowledgement(agent.ports().get("mqtt"));
    }

    @AfterEach
    void stop() throws Exception {
        network.close();
        agent.stop();
        assertThat(faults).isEmpty();
    }

    @Test
    void paho5() throws Exception {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + network.port(), "emr-paho", new MemoryPersistence());
        try {
            Delivered delivered = new Delivered();
            client.setCallback(delivered);
            client.connect(pahoOptions()).waitForCompletion(30_000);
            client.publish(TOPIC, message, 1, false);
            delivered.sound.get(60, TimeUnit.SECONDS);
            assertRecordedOnceAndSentAgain();
            String reserved = Application.message(APPLICATION, "agent.started", Application.newId(), "{}");
            IMqttToken refused = client.publish(
                    TOPIC.replace("record.viewed", "agent.started"),
                    reserved.getBytes(StandardCharsets.UTF_8),
                    1,
                    false);
            assertThat(reasonOf(refused)).isEqualTo(0x87);
        } finally {
            client.disconnectForcibly(0, 1_000, false);
            client.close();
        }
    }

    /** A publish's own token fails with the connection, although Paho sends the message again; this tells when it has arrived. */
    private static final class Delivered implements MqttCallback {
        private final CompletableFuture<Void> sound = new CompletableFuture<>();

        @Override
        public void deliveryComplete(IMqttToken token) {
            if (token.getException() == null) {
                sound.complete(null);
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void messageArrived(String topic, MqttMessage message) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    private static MqttConnectionOptions pahoOptions() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        options.setAutomaticReconnect(true);
        options.setUserName(APPLICATION);
        options.setPassword(TOKEN);
        return options;
    }

    /** Paho gives the reason with the token, or throws it. */
    private static int reasonOf(IMqttToken token) {
        try {
            token.waitForCompletion(30_000);
            return token.getReasonCodes()[0];
        } catch (MqttException refused) {
            return refused.getReasonCode();
        }
    }

    @Test
    void hiveMq5() throws Exception {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("emr-hive-5")
                .serverHost("127.0.0.1")
                .serverPort(network.port())
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .simpleAuth()
                .username(APPLICATION)
                .password(TOKEN)
                .applySimpleAuth()
                .buildAsync();
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .send()
                .get(30, TimeUnit.SECONDS);
        client.publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message)
                .send()
                .get(60, TimeUnit.SECONDS);
        assertRecordedOnceAndSentAgain();
        client.disconnect().get(30, TimeUnit.SECONDS);
    }

    @Test
    void hiveMq3() throws Exception {
        Mqtt3AsyncClient client = MqttClient.builder()
                .useMqttVersion3()
                .identifier("emr-hive-3")
                .serverHost("127.0.0.1")
                .serverPort(network.port())
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .simpleAuth()
                .username(APPLICATION)
                .password(TOKEN)
                .applySimpleAuth()
                .buildAsync();
        client.connectWith().cleanSession(false).send().get(30, TimeUnit.SECONDS);
        client.publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message)
                .send()
                .get(60, TimeUnit.SECONDS);
        assertRecordedOnceAndSentAgain();
        client.disconnect().get(30, TimeUnit.SECONDS);
    }

    private void assertRecordedOnceAndSentAgain() throws Exception {
        assertThat(network.lost()).isEqualTo(1);
        assertThat(network.publishes()).hasSize(2);
        assertThat(network.publishes().get(1) & DUP).isEqualTo(DUP);
        try (TcpDevice tcp = new TcpDevice(agent.ports().get("tcp"), APPLICATION)) {
            assertThat(tcp.send(Application.signedIn(APPLICATION))).contains("accepted");
        }
        collector.await(events -> ofApplication(events).size() == 2);
        assertThat(ofApplication(collector.events()))
                .extracting(Event::eventType)
                .containsExactly("record.viewed", "auth.signed_in");
        assertThat(ofApplication(collector.events()).get(0).eventId()).isEqualTo(eventId);
    }

    private static List<Event> ofApplication(List<Event> events) {
        return events.stream()
                .filter(event -> event.deviceId().equals(APPLICATION))
                .toList();
    }
}
