package io.wardlog.edge.listen.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.Deadline;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Peers;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One MQTT connection from its first byte to its last: what it is and how it ends. How a client gets in is {@link Connecting}, what it
 * publishes goes through {@link Publishing}, packets that may not come are {@link PacketRefusals}. Confined to its event loop but for {@link #end}.
 */
final class MqttConnection {

    /** How long a client that reads nothing holds up its own goodbye, and who takes its place. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** So many answers leave together at most, whatever else the event loop has to do. */
    private static final int MOST_UNFLUSHED = 256;

    private final NetSocketInternal socket;
    private final EventLoop loop;
    private final MqttConfig config;
    private final ListenServices services;
    private final Clients clients;
    private final String peer;
    private final List<Runnable> whenGone = new ArrayList<>();
    private final Deadline goodbye;

    private ConnectionLimit.Place place;
    private PacketFramer framer;
    private MqttEndpoint endpoint;
    private Publishing publishing;
    private ClientSettings asked;
    private ClientSettings settings;
    private AnswerLimits limits = AnswerLimits.NO_REASONS;
    private KeepAlive keepAlive;
    private boolean v5;
    private boolean emptyClientId;
    private boolean closing;
    private boolean closed;
    private boolean previousEnds;
    private boolean willWithdrawn;

    MqttConnection(
            NetSocketInternal socket, EventLoop loop, MqttConfig config, ListenServices services, Clients clients) {
        this.socket = socket;
        this.loop = loop;
        this.config = config;
        this.services = services;
        this.clients = clients;
        this.peer = Peers.address(socket.remoteAddress());
        this.goodbye = new Deadline(loop, this::closeAtOnce);
    }

    /** Puts our handlers around the server's decoder; it has this {@code place} among all connections. */
    void open(int packetLimit, ConnectionLimit.Place among) {
        place = among;
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        PacketRefusals refusals = new PacketRefusals(this);
        framer = new PacketFramer(packetLimit, config.packetTimeout(), services.memory(), refusals);
        pipeline.addBefore("mqttDecoder", "packetFramer", framer);
        // Answers to messages of one group come one by one: they leave together
        pipeline.addBefore("packetFramer", "flushes", new FlushConsolidationHandler(MOST_UNFLUSHED, true));
        pipeline.addAfter("mqttDecoder", "packetGuard", new PacketGuard(refusals));
        socket.closeHandler(ignored -> closed());
    }

    /** The agent stops: no more is read, and what was read is answered. */
    void drain() {
        framer.gate().shut();
        if (publishing == null) {
            disconnect(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN);
        } else {
            publishing.drain(() -> disconnect(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
        }
    }

    /** The server has read a well-formed CONNECT. */
    void connect(MqttEndpoint client) {
        endpoint = client;
        limits = AnswerLimits.of(v5, client.connectProperties());
        framer.gate().shut(); // what follows the CONNECT waits for the CONNACK
        endpoint.closeHandler(ignored -> closed());
        endpoint.exceptionHandler(broken -> {
            services.broken(broken);
            close();
        });
        keepAlive = KeepAlive.of(client, v5, config.maxKeepAlive());
        keepAlive.watch(socket.channelHandlerContext().pipeline(), new Silence());
        new Connecting(this, client, services, clients).run();
    }

    NetSocketInternal socket() {
        return socket;
    }

    /** Whether packets are read. */
    ReadGate gate() {
        return framer.gate();
    }

    /** What the packets take of the agent's memory. */
    PacketMemory memory() {
        return framer.memory();
    }

    EventLoop loop() {
        return loop;
    }

    MqttConfig config() {
        return config;
    }

    /** What our answers may hold. */
    AnswerLimits limits() {
        return limits;
    }

    /** For how long the client may be silent. */
    KeepAlive keepAlive() {
        return keepAlive;
    }

    boolean isV5() {
        return v5;
    }

    boolean hasEmptyClientId() {
        return emptyClientId;
    }

    /** What the first bytes of the CONNECT say of the client. */
    void connecting(boolean isV5, boolean hasEmptyClientId) {
        v5 = isV5;
        emptyClientId = hasEmptyClientId;
    }

    /** Whether the server has read a CONNECT. */
    boolean hasConnected() {
        return endpoint != null;
    }

    /** What the client publishes; none before it is in. */
    Optional<Publishing> publishing() {
        return Optional.ofNullable(publishing);
    }

    /** Nothing that comes from now on counts; whoever says so closes. An ordinary close waits until all that was written before is out, which may be never. */
    void closing() {
        if (!closing) {
            goodbye.in(GOODBYE);
        }
        closing = true;
    }

    /** The client is who it says, and would be this one if it is let in. */
    void asks(ClientSettings wanted) {
        asked = wanted;
        place.identified(wanted.device().deviceId());
    }

    boolean isClosing() {
        return closing;
    }

    /** The client's connection before this one has to end first: until then this one is not gone either, so that who takes over from it waits for both. */
    void previousEnds() {
        previousEnds = true;
    }

    void previousEnded() {
        previousEnds = false;
        leave();
    }

    /** The client is in: from here on its messages are taken. */
    void accepted(ClientSettings granted, boolean sessionPresent, MqttProperties properties) {
        settings = granted;
        // A session that was there is on disk until it is forgotten, also when it ends with this connection
        boolean isKept = sessionPresent || granted.expirySeconds() > 0;
        ExactlyOnce exactlyOnce = clients.exactlyOnce(
                granted.key(), isKept, loop, (packetId, isKnown) -> publishing.released(packetId, isKnown));
        publishing = new Publishing(this, endpoint, granted.device(), services, exactlyOnce);
        endpoint.publishHandler(publishing::publish);
        endpoint.publishReleaseMessageHandler(release -> publishing.release(release.messageId()));
        endpoint.subscribeHandler(this::refuseSubscribe);
        endpoint.unsubscribeHandler(this::answerUnsubscribe);
        endpoint.disconnectMessageHandler(goodbye -> disconnected(goodbye.code(), goodbye.properties()));
        endpoint.accept(sessionPresent, properties);
        clients.resumed(granted.key(), sessionPresent);
        framer.memory().identified();
        framer.gate().open();
    }

    /** Refuses the CONNECT. */
    void refuseConnect(ErrorCode code, String detail) {
        refuseConnect(ReasonCodes.connack(code, v5), code, detail);
    }

    /** Refuses the CONNECT with MQTT's own word for it. */
    void refuseConnect(MqttConnectReturnCode answer, ErrorCode code, String detail) {
        report(code, detail, new byte[0], 0);
        closing();
        endpoint.reject(answer, v5 ? limits.fitting(detail) : MqttProperties.NO_PROPERTIES);
    }

    /** The client did what the standard forbids: reported, told, and the end. */
    void violated(MqttDisconnectReasonCode reason, String detail) {
        report(ErrorCode.PROTOCOL_ERROR, detail, new byte[0], 0);
        disconnect(reason);
    }

    /** Ends the connection from outside: taken over, removed, agent stopping. Callable from any thread; {@code then} runs when it is gone. */
    void end(MqttDisconnectReasonCode reason, Runnable then) {
        loop.run(() -> {
            whenGone.add(then);
            leave();
            disconnect(reason);
        });
    }

    /** There are too many connections, and this is the eldest. Any thread. */
    void giveWay() {
        end(MqttDisconnectReasonCode.QUOTA_EXCEEDED, () -> {});
    }

    /** Closed, and so is the one before: who waits for that goes on. Changes nothing before, and nothing when it was so already. */
    private void leave() {
        if (!closed || previousEnds) {
            return;
        }
        ClientSettings last = settings == null ? asked : settings;
        if (last != null) {
            clients.disconnected(last.key(), this, last.expirySeconds());
        }
        List<Runnable> told = List.copyOf(whenGone);
        whenGone.clear();
        told.forEach(Runnable::run);
    }

    /** Tells an MQTT 5 client why, and closes. What of its messages waits for room is not offered again. */
    void disconnect(MqttDisconnectReasonCode reason) {
        if (closing) {
            return;
        }
        closing();
        if (publishing != null) {
            publishing.end();
        }
        if (endpoint != null && endpoint.isConnected()) {
            endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES);
        } else {
            socket.close();
        }
    }

    private void closeAtOnce() {
        socket.channelHandlerContext().close();
    }

    /** Reports a refusal of bytes of this connection. */
    void report(ErrorCode code, String detail, byte[] bytes, long length) {
        services.metrics().refused(SourceProtocol.MQTT, code.code());
        services.acceptor().refuse(refusal(code, detail, bytes, length), () -> {});
    }

    Refusal refusal(ErrorCode code, String detail, byte[] bytes, long length) {
        Optional<String> deviceId =
                Optional.ofNullable(settings).map(ClientSettings::device).map(DeviceIdentity::deviceId);
        return new Refusal(SourceProtocol.MQTT, peer, deviceId, code, detail, bytes, length);
    }

    private void refuseSubscribe(MqttSubscribeMessage message) {
        if (message.topicSubscriptions().isEmpty()) {
            violated(MqttDisconnectReasonCode.PROTOCOL_ERROR, "a SUBSCRIBE without a topic filter");
            return;
        }
        report(ErrorCode.NOT_AUTHORIZED, "devices may not subscribe", new byte[0], 0);
        MqttSubAckReasonCode code = v5 ? MqttSubAckReasonCode.NOT_AUTHORIZED : MqttSubAckReasonCode.UNSPECIFIED_ERROR;
        List<MqttSubAckReasonCode> codes =
                message.topicSubscriptions().stream().map(topic -> code).toList();
        endpoint.subscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
    }

    private void answerUnsubscribe(MqttUnsubscribeMessage message) {
        if (message.topics().isEmpty()) {
            violated(MqttDisconnectReasonCode.PROTOCOL_ERROR, "an UNSUBSCRIBE without a topic filter");
            return;
        }
        if (!v5) {
            endpoint.unsubscribeAcknowledge(message.messageId()); // has no codes there
            return;
        }
        List<MqttUnsubAckReasonCode> codes = message.topics().stream()
                .map(topic -> MqttUnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED)
                .toList();
        endpoint.unsubscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
    }

    private void disconnected(MqttDisconnectReasonCode code, MqttProperties properties) {
        if (settings.prolongs(properties)) {
            // Section 3.14.2.2.2: no valid DISCONNECT, so that the will is not withdrawn
            report(ErrorCode.PROTOCOL_ERROR, "a session that ends with its connection was prolonged", new byte[0], 0);
            closing();
            socket.writeMessage(MqttMessageBuilders.disconnect()
                    .reasonCode(MqttDisconnectReasonCode.PROTOCOL_ERROR.value())
                    .build()); // not by the endpoint, which closes after this and must not have done so
            return;
        }
        closing(); // the endpoint closes after this
        willWithdrawn = code == MqttDisconnectReasonCode.NORMAL; // who goes for a trouble wants it sent
        settings = settings.withExpiry(properties);
    }

    /**
     * The server closes a silent client without a word, also while we do not read from it; we do better. That we do not read because the client does not
     * take our answers is its own doing.
     */
    private final class Silence extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof IdleStateEvent)) {
                ctx.fireUserEventTriggered(event);
            } else if (publishing != null && (!framer.gate().hasBeenShut() || socket.writeQueueFull())) {
                disconnect(MqttDisconnectReasonCode.KEEP_ALIVE_TIMEOUT);
            }
        }
    }

    /** Closes without a word. */
    void close() {
        closing();
        socket.close();
    }

    private void closed() {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        // Its timer would hold the connection: who comes and goes thousands of times a second would fill the heap
        goodbye.end();
        place.leave();
        if (publishing != null) {
            publishing.end();
            services.acceptor().disconnected(settings.device().deviceId());
            if (!willWithdrawn) {
                settings.will().ifPresent(will -> clients.will(settings.key(), will, settings.willDelaySeconds()));
            }
        }
        leave();
    }

    /** The quality of service as MQTT numbers it. */
    static boolean isAcknowledged(MqttQoS qos) {
        return qos != MqttQoS.AT_MOST_ONCE;
    }
}
