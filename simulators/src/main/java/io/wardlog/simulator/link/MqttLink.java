package io.wardlog.simulator.link;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * MQTT 3.1.1 at QoS 1 with a last will. In 3.1.1 a refused message gets a PUBACK like an accepted one; its refusal shows at the agent only.
 */
final class MqttLink implements DeviceLink {
    private static final int MAX_MESSAGE_BYTES = 256 * 1024;
    private static final int MAX_PACKET_ID = 65_535;

    private final Endpoint endpoint;
    private final String deviceId;
    private final MqttClient client;
    private final Map<Integer, Promise<Answer>> unanswered = new HashMap<>();
    private final Promise<Void> closed = Promise.promise();
    private int lastPacket;

    MqttLink(Vertx vertx, Endpoint endpoint, Credential device, int window) {
        this.endpoint = endpoint;
        this.deviceId = device.id();
        this.client = MqttClient.create(vertx, options(endpoint, device, window));
        client.publishCompletionHandler(this::acknowledged);
        client.closeHandler(end -> broken());
        client.exceptionHandler(end -> client.disconnect());
    }

    private static MqttClientOptions options(Endpoint endpoint, Credential device, int window) {
        MqttClientOptions options = new MqttClientOptions();
        endpoint.configure(options, device);
        options.setClientId(device.id())
                .setUsername(device.username())
                .setPassword(device.password())
                .setCleanSession(true)
                .setMaxInflightQueue(window)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setKeepAliveInterval(30);
        options.setWillFlag(true)
                .setWillQoS(1)
                .setWillTopic(topic(device.id(), "device.disconnected"))
                .setWillMessageBytes(Buffer.buffer(
                        "{\"eventTime\":\"%s\",\"payload\":{\"why\":\"connection_lost\"}}".formatted(Instant.now())));
        return options;
    }

    private static String topic(String deviceId, String eventType) {
        return "wardlog/v1/" + deviceId + "/" + eventType;
    }

    @Override
    public Future<Void> connect() {
        return client.connect(endpoint.port(), endpoint.host()).mapEmpty();
    }

    @Override
    public Future<Answer> send(SimulatedMessage message) {
        Promise<Answer> answer = Promise.promise();
        int packet = nextPacket();
        unanswered.put(packet, answer);
        String topic = topic(deviceId, message.eventType());
        client.publish(packet, topic, Buffer.buffer(message.body()), MqttQoS.AT_LEAST_ONCE, false, false)
                .onFailure(answer::tryFail);
        return answer.future();
    }

    /** The window is far smaller than the range, so an id is free again long before its turn comes. */
    private int nextPacket() {
        lastPacket = lastPacket % MAX_PACKET_ID + 1;
        return lastPacket;
    }

    private void acknowledged(int packet) {
        Promise<Answer> answer = unanswered.remove(packet);
        if (answer != null) {
            answer.tryComplete(new Answer.Acknowledged());
        }
    }

    private void broken() {
        unanswered.values().forEach(each -> each.tryFail("connection closed"));
        unanswered.clear();
        closed.tryComplete();
    }

    @Override
    public Future<Void> whenClosed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        return client.isConnected() ? client.disconnect() : Future.succeededFuture();
    }
}
