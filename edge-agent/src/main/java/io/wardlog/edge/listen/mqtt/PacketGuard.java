package io.wardlog.edge.listen.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.util.ReferenceCountUtil;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

/**
 * Passes on only packets that may come now; everything else is a refusal. What is refused is told instead of being an exception in
 * the server's pipeline. Confined to the channel's event loop.
 */
final class PacketGuard extends ChannelInboundHandlerAdapter {

    private final Events events;
    private boolean connected;
    private boolean refused;

    /** What the guard tells. */
    interface Events {
        /** The first packet, a CONNECT. */
        void connecting(boolean v5, boolean emptyClientId);

        /** The server has been given the CONNECT, and has taken it by now, or refused it by itself. */
        void connectPassed();

        /** A packet over the limit. */
        void oversized(OversizedPacket packet);

        /** The client's id cannot be used: too long, or not UTF-8. */
        void identifierRefused();

        /** The client asks for another version of MQTT; it is answered by the server. */
        void versionRefused();

        /** Whether the connection is ending, so that no packet counts any more. */
        boolean isOver();

        /** A packet that cannot be decoded (malformed), or that may not come now; nothing after it counts. */
        void violated(MqttDisconnectReasonCode reason, String detail);
    }

    PacketGuard(Events events) {
        this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused || events.isOver()) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof OversizedPacket oversized) {
            events.oversized(oversized);
        } else {
            MqttMessage packet = (MqttMessage) message;
            if (packet.decoderResult().isFailure()) {
                undecodable(ctx, packet);
            } else {
                decoded(ctx, packet);
            }
        }
    }

    private void undecodable(ChannelHandlerContext ctx, MqttMessage packet) {
        refused = true;
        Throwable cause = packet.decoderResult().cause();
        if (connected) {
            // Also a CONNECT of another version: the server would answer it as if it were the first, and never tell
            // that this connection is gone
            events.violated(MqttDisconnectReasonCode.MALFORMED_PACKET, "an MQTT packet that cannot be decoded");
        } else if (cause instanceof MqttUnacceptableProtocolVersionException) {
            events.versionRefused();
            ctx.fireChannelRead(packet); // the server answers with the return code
        } else if (cause instanceof MqttIdentifierRejectedException) {
            events.identifierRefused();
        } else {
            events.violated(MqttDisconnectReasonCode.MALFORMED_PACKET, "an MQTT packet that cannot be decoded");
        }
    }

    private void decoded(ChannelHandlerContext ctx, MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        if (connected != (type != MqttMessageType.CONNECT)) {
            violated(packet, connected ? "a second CONNECT" : "the first packet is no CONNECT");
        } else if (packet instanceof MqttConnectMessage connect) {
            connected = true;
            boolean v5 = connect.variableHeader().version() >= 5;
            boolean emptyClientId = connect.payload().clientIdentifier().isEmpty();
            events.connecting(v5, emptyClientId);
            ctx.fireChannelRead(v5 && emptyClientId ? beginningAnew(connect) : connect);
            events.connectPassed();
        } else if (mayCome(type)) {
            ctx.fireChannelRead(packet);
        } else {
            violated(packet, "a client does not send " + type + " here");
        }
    }

    /** Without a client id there is no session to go on with (MQTT 5 section 3.1.3.1): the server would refuse who does not ask for a new one. */
    private static MqttConnectMessage beginningAnew(MqttConnectMessage connect) {
        MqttConnectVariableHeader asked = connect.variableHeader();
        MqttConnectVariableHeader clean = new MqttConnectVariableHeader(
                asked.name(),
                asked.version(),
                asked.hasUserName(),
                asked.hasPassword(),
                asked.isWillRetain(),
                asked.willQos(),
                asked.isWillFlag(),
                true,
                asked.keepAliveTimeSeconds(),
                asked.properties());
        return new MqttConnectMessage(connect.fixedHeader(), clean, connect.payload());
    }

    private void violated(MqttMessage packet, String detail) {
        refused = true;
        ReferenceCountUtil.release(packet);
        events.violated(MqttDisconnectReasonCode.PROTOCOL_ERROR, detail);
    }

    /** We publish nothing and offer no enhanced authentication, so that these are all. */
    private static boolean mayCome(MqttMessageType type) {
        return switch (type) {
            case PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT -> true;
            default -> false;
        };
    }
}
