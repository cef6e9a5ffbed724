package io.wardlog.simulator.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.wardlog.simulator.link.Answer;
import io.wardlog.simulator.link.Credential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MQTT 3.1.1 or 5 at QoS 1. In 3.1.1 a refused message gets a PUBACK like an accepted one; in 5 its reason code says so. */
final class MqttLine extends SimpleChannelInboundHandler<MqttMessage> implements DeviceLine {
    private static final MqttFixedHeader PUBLISH =
            new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0);
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int MAX_PACKET_ID = 65_535;
    private static final int FIRST_REFUSAL = 0x80;

    private final Credential device;
    private final SignIn signIn;
    private final boolean five;
    private final int window;
    private final Owner owner;
    private final Map<Integer, LoadMessage> unanswered = new LinkedHashMap<>();
    private ChannelHandlerContext channel;
    private String why = "closed by the agent";
    private int lastPacket;
    private boolean wroteSincePing;

    MqttLine(Credential device, SignIn signIn, boolean five, int window, Owner owner) {
        this.device = device;
        this.signIn = signIn;
        this.five = five;
        this.window = window;
        this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context;
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(five ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                .clientId(device.id())
                .cleanSession(true)
                .keepAlive(KEEP_ALIVE_SECONDS);
        if (signIn == SignIn.password) {
            connect.username(device.username())
                    .password(device.password().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        context.writeAndFlush(connect.build());
    }

    @Override
    public void write(LoadMessage message) {
        lastPacket =
                lastPacket % MAX_PACKET_ID + 1; // the window is far smaller, so an id is free again before its turn
        unanswered.put(lastPacket, message);
        MqttPublishVariableHeader header = new MqttPublishVariableHeader(
                "wardlog/v1/" + device.id() + "/" + message.eventType(), lastPacket, MqttProperties.NO_PROPERTIES);
        channel.write(
                new MqttPublishMessage(PUBLISH, header, Unpooled.wrappedBuffer(message.body())), channel.voidPromise());
        wroteSincePing = true;
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void ping() {
        if (!wroteSincePing) {
            channel.writeAndFlush(MqttMessage.PINGREQ);
        }
        wroteSincePing = false;
    }

    @Override
    public void close() {
        why = "closed by the device";
        channel.writeAndFlush(MqttMessageBuilders.disconnect().build());
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            why = "not MQTT: " + message.decoderResult().cause().getMessage();
            context.close();
            return;
        }
        switch (message.fixedHeader().messageType()) {
            case CONNACK -> admitted((MqttConnAckMessage) message);
            case PUBACK -> acknowledged((MqttMessageIdVariableHeader) message.variableHeader());
            case DISCONNECT -> why = "DISCONNECT" + reason(message.variableHeader());
            case PINGRESP -> {}
            default -> owner.unexpected();
        }
    }

    private void admitted(MqttConnAckMessage answer) {
        MqttConnectReturnCode code = answer.variableHeader().connectReturnCode();
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            why = "CONNACK " + code;
            if (!isPassing(code)) {
                owner.notAdmitted(why);
            }
            return;
        }
        MqttProperties.MqttProperty<?> most =
                answer.variableHeader().properties().getProperty(MqttProperties.RECEIVE_MAXIMUM);
        owner.ready(this, most == null ? window : Math.min(window, (Integer) most.value()));
    }

    /** Whether the agent may think otherwise in a moment. */
    private static boolean isPassing(MqttConnectReturnCode code) {
        return switch (code) {
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                    CONNECTION_REFUSED_SERVER_UNAVAILABLE_5,
                    CONNECTION_REFUSED_SERVER_BUSY,
                    CONNECTION_REFUSED_QUOTA_EXCEEDED,
                    CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED -> true;
            default -> false;
        };
    }

    private void acknowledged(MqttMessageIdVariableHeader header) {
        LoadMessage message = unanswered.remove(header.messageId());
        if (message == null) {
            owner.unexpected();
            return;
        }
        int reason = header instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xFF : 0;
        owner.answered(
                message,
                reason < FIRST_REFUSAL
                        ? new Answer.Acknowledged()
                        : new Answer.Refused("PUBACK 0x" + Integer.toHexString(reason)));
    }

    private static String reason(Object header) {
        return header instanceof MqttReasonCodeAndPropertiesVariableHeader with
                ? " 0x" + Integer.toHexString(with.reasonCode() & 0xFF)
                : "";
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        owner.allRead();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        List<LoadMessage> left = new ArrayList<>(unanswered.values());
        unanswered.clear();
        owner.closed(why, left);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        why = LoadDevice.nameOf(cause);
        context.close();
    }
}
