package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.TopicClaim;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.OrderedAnswers;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.edge.listen.Traces;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import io.wardlog.json.JsonLimits;
import io.wardlog.trace.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What a connected client publishes, answered in the order of the messages. Confined to the connection's event loop. */
final class Publishing implements Inflow.Events {

    /** Room for a whole message of the largest size with topic, properties and headers. */
    static final int MAX_PACKET = JsonLimits.DEVICE_MESSAGE.maxBytes() + 4096;

    /** A larger packet is not even skipped. */
    static final long MAX_SKIPPED = 16L << 20;

    private final MqttConnection connection;
    private final Acknowledgements acknowledgements;
    private final DeviceIdentity device;
    private final ListenServices services;
    private final ExactlyOnce exactlyOnce;
    private final OrderedAnswers answers = new OrderedAnswers();
    private final Inflow inflow;
    private final Reading reading;
    private int pendingAtLeastOnce;

    Publishing(
            MqttConnection connection,
            MqttEndpoint client,
            DeviceIdentity device,
            ListenServices services,
            ExactlyOnce exactlyOnce) {
        this.connection = connection;
        this.acknowledgements = new Acknowledgements(connection, client);
        this.device = device;
        this.services = services;
        this.exactlyOnce = exactlyOnce;
        this.inflow = new Inflow(
                services.acceptor(), connection.loop(), connection.config().busyTimeout(), this);
        this.reading = new Reading(connection, inflow, answers);
    }

    static String tooLarge(OversizedPacket packet) {
        return "a packet of " + packet.length() + " bytes; the limit is " + MAX_PACKET;
    }

    void publish(MqttPublishMessage message) {
        if (connection.isClosing() || reading.isDraining()) {
            return;
        }
        if (message.topicName().isEmpty() && !hasTopicAlias(message)) {
            connection.violated(MqttDisconnectReasonCode.PROTOCOL_ERROR, "a PUBLISH without a topic");
        } else if (hasTopicAlias(message)) {
            connection.report(ErrorCode.PROTOCOL_ERROR, "a topic alias, which was not offered", new byte[0], 0);
            connection.disconnect(MqttDisconnectReasonCode.TOPIC_ALIAS_INVALID);
        } else if (exceedsReceiveMaximum(message)) {
            connection.report(ErrorCode.PROTOCOL_ERROR, "more messages in flight than allowed", new byte[0], 0);
            connection.disconnect(MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        } else if (message.qosLevel() == MqttQoS.EXACTLY_ONCE) {
            publishExactlyOnce(message);
        } else {
            publishAtLeastOnce(message);
        }
        reading.adapt();
    }

    /** PUBREL: the client will not send this message again. */
    void release(int packetId) {
        if (!connection.isClosing()) {
            exactlyOnce.release(packetId);
        }
    }

    /** The release of that message is durable; {@code isKnown} is whether there was one. */
    void released(int packetId, boolean isKnown) {
        acknowledgements.pubcomp(packetId, isKnown);
    }

    /** A packet over the limit of an MQTT 3.1.1 client: recorded and acknowledged, else the client would send it for ever. */
    void oversized(OversizedPacket packet) {
        OptionalInt atLeastOnce = packet.publishIdentifier(1);
        OptionalInt exactlyOnce = packet.publishIdentifier(2);
        OrderedAnswers.Place place = answers.take();
        refuse(
                ErrorCode.TOO_LARGE,
                tooLarge(packet),
                packet.beginning(),
                packet.length(),
                () -> place.answer(() -> {
                    acknowledgements.oversized(atLeastOnce, exactlyOnce);
                    reading.adapt();
                }));
    }

    /** Takes no more; {@code then} runs when all that was taken is answered. */
    void drain(Runnable then) {
        reading.drain(then);
    }

    /** The connection ends: what is not recorded is the client's to send again. May be called again. */
    void end() {
        exactlyOnce.end();
        inflow.end();
    }

    @Override
    public void holding(ErrorCode why) {
        services.metrics().answered(SourceProtocol.MQTT, why.code());
        reading.adapt();
    }

    @Override
    public void flowing() {
        reading.adapt();
    }

    @Override
    public void busyTooLong() {
        connection.disconnect(MqttDisconnectReasonCode.QUOTA_EXCEEDED);
    }

    private void publishAtLeastOnce(MqttPublishMessage message) {
        boolean acknowledged = message.qosLevel() == MqttQoS.AT_LEAST_ONCE;
        int packetId = message.messageId(); // the answer must not keep the message: the arrival has its bytes
        pendingAtLeastOnce += acknowledged ? 1 : 0;
        OrderedAnswers.Place place = answers.take();
        Optional<MemoryBudget.Claim> memory = connection.memory().takeOver();
        hand(
                message,
                Optional.empty(),
                outcome -> place.answer(() -> {
                    memory.ifPresent(MemoryBudget.Claim::giveBack);
                    pendingAtLeastOnce -= acknowledged ? 1 : 0;
                    if (acknowledged) {
                        acknowledgements.puback(packetId, outcome);
                    }
                    reading.adapt();
                }));
        if (!acknowledged) {
            services.metrics().unacknowledged(SourceProtocol.MQTT);
        }
    }

    private void publishExactlyOnce(MqttPublishMessage message) {
        int packetId = message.messageId();
        OrderedAnswers.Place place = answers.take();
        boolean again = exactlyOnce.begin(packetId);
        Optional<Delivery> delivery = exactlyOnce.delivery(packetId, again || message.isDup());
        if (again && delivery.isEmpty()) {
            place.answer(() -> {
                acknowledgements.pubrecAgain(packetId);
                reading.adapt();
            });
            return;
        }
        Optional<MemoryBudget.Claim> memory = connection.memory().takeOver();
        hand(
                message,
                delivery,
                outcome -> settle(
                        packetId,
                        outcome,
                        () -> place.answer(() -> {
                            memory.ifPresent(MemoryBudget.Claim::giveBack);
                            acknowledgements.pubrec(packetId, outcome);
                            reading.adapt();
                        })));
    }

    /** In MQTT 3.1.1 a refused message is released as any other. */
    private void settle(int packetId, Outcome outcome, Runnable answer) {
        if (outcome instanceof Outcome.Rejected && connection.isV5()) {
            exactlyOnce.refused(packetId, answer);
        } else {
            answer.run();
        }
    }

    private void hand(MqttPublishMessage message, Optional<Delivery> delivery, Consumer<Outcome> settled) {
        byte[] body = message.payload().getBytes();
        Optional<TopicClaim> claim = Topics.parse(message.topicName());
        if (claim.isEmpty()) {
            Outcome refused =
                    new Outcome.Rejected(ErrorCode.INVALID_TOPIC, "the topic is not wardlog/v1/{deviceId}/{eventType}");
            refuse(
                    ErrorCode.INVALID_TOPIC,
                    ErrorCode.INVALID_TOPIC.title(),
                    body,
                    body.length,
                    () -> settled.accept(refused));
            return;
        }
        Arrival arrival = new Arrival(device, SourceProtocol.MQTT, body, claim, message.isDup())
                .once(delivery)
                .in(Traces.read(traceParents(message), SourceProtocol.MQTT, services.metrics()));
        inflow.add(arrival, outcome -> {
            if (!(outcome instanceof Outcome.Busy)) { // which was counted when it was held
                services.metrics().answered(SourceProtocol.MQTT, OutcomeJson.result(outcome));
            }
            settled.accept(outcome);
        });
    }

    private void refuse(ErrorCode code, String detail, byte[] bytes, long length, Runnable whenDurable) {
        services.metrics().refused(SourceProtocol.MQTT, code.code());
        services.acceptor()
                .refuse(
                        connection.refusal(code, detail, bytes, length),
                        () -> connection.loop().run(whenDurable));
    }

    private boolean exceedsReceiveMaximum(MqttPublishMessage message) {
        return connection.isV5()
                && MqttConnection.isAcknowledged(message.qosLevel())
                && !message.isDup()
                && pendingAtLeastOnce + exactlyOnce.size()
                        >= connection.config().receiveMaximum();
    }

    /** MQTT 5's user properties of that name, as W3C's draft for MQTT has it. */
    private static List<String> traceParents(MqttPublishMessage message) {
        if (message.properties() == null
                || !(message.properties().getProperty(MqttProperties.USER_PROPERTY)
                        instanceof MqttProperties.UserProperties properties)) {
            return List.of();
        }
        return properties.value().stream()
                .filter(pair -> pair.key.equals(TraceContext.NAME))
                .map(pair -> pair.value)
                .toList();
    }

    private static boolean hasTopicAlias(MqttPublishMessage message) {
        return message.properties() != null && message.properties().getProperty(MqttProperties.TOPIC_ALIAS) != null;
    }
}
