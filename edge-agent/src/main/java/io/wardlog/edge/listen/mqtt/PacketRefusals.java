package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.error.ErrorCode;
import java.util.Optional;

/**
 * What is done about packets that may not come: each is reported, and the client told where MQTT lets us. Runs on the connection's event loop.
 */
final class PacketRefusals implements PacketFramer.Events, PacketGuard.Events {

    private final MqttConnection connection;

    PacketRefusals(MqttConnection connection) {
        this.connection = connection;
    }

    @Override
    public void connecting(boolean isV5, boolean hasEmptyClientId) {
        connection.connecting(isV5, hasEmptyClientId);
    }

    /** What the server refuses by itself it tells nobody but the client, and it would take what follows to a connection that never was. */
    @Override
    public void connectPassed() {
        if (!connection.hasConnected() && !connection.isClosing()) {
            connection.report(
                    ErrorCode.PROTOCOL_ERROR,
                    "a CONNECT without a client id that asks for no clean session, or with a will without a topic",
                    new byte[0],
                    0);
            connection.closing();
        }
    }

    @Override
    public void unreadable(byte[] bytes) {
        connection.report(
                ErrorCode.PROTOCOL_ERROR,
                "the first packet is no CONNECT, or a packet has no length",
                bytes,
                bytes.length);
        connection.disconnect(MqttDisconnectReasonCode.MALFORMED_PACKET);
    }

    @Override
    public void timedOut(byte[] bytes, long length) {
        String detail =
                connection.hasConnected() ? "a packet was begun and not finished in time" : "no CONNECT in time";
        // Before CONNECT the beginning may hold a password.
        connection.report(ErrorCode.TIMED_OUT, detail, connection.hasConnected() ? bytes : new byte[0], length);
        connection.disconnect(MqttDisconnectReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Override
    public void crowdedOut() {
        connection.report(
                ErrorCode.BUSY, "too many half packets of those who have not shown who they are", new byte[0], 0);
        connection.disconnect(MqttDisconnectReasonCode.SERVER_BUSY);
    }

    @Override
    public void brokenOff(byte[] bytes, long length) {
        if (!connection.isClosing()) {
            byte[] kept = connection.hasConnected() ? bytes : new byte[0]; // as above
            connection.report(ErrorCode.PROTOCOL_ERROR, "the connection ended within a packet", kept, length);
        }
    }

    @Override
    public void malformed(PacketSyntax.Problem problem, byte[] bytes) {
        byte[] kept = connection.hasConnected() ? bytes : new byte[0]; // as above
        connection.report(ErrorCode.PROTOCOL_ERROR, problem.detail(), kept, bytes.length);
        connection.disconnect(problem.reason());
    }

    @Override
    public void violated(MqttDisconnectReasonCode reason, String detail) {
        connection.violated(reason, detail);
    }

    /** The server takes a packet to a connection that it has closed for a fault of its own. */
    @Override
    public boolean isOver() {
        return connection.isClosing();
    }

    @Override
    public void versionRefused() {
        connection.report(ErrorCode.PROTOCOL_ERROR, "MQTT 3.1.1 and 5 are spoken here", new byte[0], 0);
        connection.closing();
    }

    @Override
    public void identifierRefused() {
        connection.report(ErrorCode.PROTOCOL_ERROR, "the client id is too long", new byte[0], 0);
        connection.closing();
        connection
                .socket()
                .writeMessage(MqttMessageBuilders.connAck()
                        .returnCode(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED)
                        .build())
                .onComplete(ignored -> connection.socket().close());
    }

    @Override
    public void oversized(OversizedPacket packet) {
        Optional<Publishing> publishing = connection.publishing();
        if (publishing.isEmpty() || connection.isV5() || packet.length() > Publishing.MAX_SKIPPED) {
            boolean keep = publishing.isPresent(); // before CONNECT the beginning may hold a password
            connection.report(
                    ErrorCode.TOO_LARGE,
                    Publishing.tooLarge(packet),
                    keep ? packet.beginning() : new byte[0],
                    packet.length());
            connection.disconnect(MqttDisconnectReasonCode.PACKET_TOO_LARGE);
        } else if (packet.passed()) {
            publishing.get().oversized(packet);
        }
    }
}
