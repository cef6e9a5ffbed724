package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.TopicClaim;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.device.Identification;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Peers;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** From CONNECT to CONNACK, step by step: who is it, may its will be, who had the session before, is the session durable. */
final class Connecting {

    private static final String WILL_TYPE = "device.disconnected";
    private static final int MQTT_3_1 = 3;

    private final MqttConnection connection;
    private final MqttEndpoint client;
    private final ListenServices services;
    private final Clients clients;

    Connecting(MqttConnection connection, MqttEndpoint client, ListenServices services, Clients clients) {
        this.connection = connection;
        this.client = client;
        this.services = services;
        this.clients = clients;
    }

    void run() {
        if (client.protocolVersion() == MQTT_3_1) {
            connection.refuseConnect(ErrorCode.UNSUPPORTED_VERSION, "MQTT 3.1.1 and 5 are spoken here");
            return;
        }
        MqttProperties asked = connection.isV5() ? client.connectProperties() : MqttProperties.NO_PROPERTIES;
        if (asked.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
            connection.refuseConnect(
                    MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
                    ErrorCode.NOT_AUTHENTICATED,
                    "no enhanced authentication is offered");
        } else if (AnswerLimits.number(asked, MqttProperties.RECEIVE_MAXIMUM, 1) == 0
                || AnswerLimits.number(asked, MqttProperties.MAXIMUM_PACKET_SIZE, 1) == 0) {
            connection.refuseConnect(ErrorCode.PROTOCOL_ERROR, "a maximum of 0");
        } else {
            identifyAndGoOn();
        }
    }

    private void identifyAndGoOn() {
        Identification identification = identify();
        if (identification instanceof Identification.Known known) {
            checkWill(known.identity());
        } else if (identification instanceof Identification.Refused refused) {
            connection.refuseConnect(refused.code(), refused.detail());
        }
    }

    private Identification identify() {
        Optional<X509Certificate> certificate =
                Peers.certificate(connection.socket().sslSession());
        if (certificate.isPresent()) {
            return services.directory().byCertificate(certificate.get());
        }
        MqttAuth shown = client.auth();
        if (shown == null || shown.getUsername() == null || shown.getPassword() == null) {
            return new Identification.Refused(
                    ErrorCode.NOT_AUTHENTICATED, "a user name and password, or a client certificate, is needed");
        }
        return services.directory().byToken(shown.getUsername(), shown.getPassword());
    }

    private void checkWill(DeviceIdentity device) {
        MqttWill will = client.will();
        if (will == null || !will.isWillFlag()) {
            takeOver(ClientSettings.of(client, connection.isV5(), device, Optional.empty()));
            return;
        }
        Optional<TopicClaim> claim = Topics.parse(will.getWillTopic());
        if (claim.isEmpty() || !claim.get().eventType().equals(WILL_TYPE)) {
            connection.refuseConnect(ErrorCode.INVALID_TOPIC, "a will's topic is wardlog/v1/{deviceId}/" + WILL_TYPE);
        } else if (!claim.get().deviceId().equals(device.deviceId())) {
            connection.refuseConnect(ErrorCode.DEVICE_MISMATCH, "a will's topic names the device itself");
        } else {
            byte[] body = will.getWillMessage().getBytes();
            Arrival arrival = new Arrival(device, SourceProtocol.MQTT, body, claim, false);
            takeOver(ClientSettings.of(client, connection.isV5(), device, Optional.of(arrival)));
        }
    }

    private void takeOver(ClientSettings settings) {
        connection.asks(settings);
        Optional<MqttConnection> previous = clients.connect(settings.key(), connection);
        if (previous.isEmpty()) {
            prepareSession(settings);
            return;
        }
        connection.previousEnds();
        previous.get()
                .end(
                        MqttDisconnectReasonCode.SESSION_TAKEN_OVER,
                        () -> connection.loop().run(() -> {
                            connection.previousEnded();
                            prepareSession(settings);
                        }));
    }

    /** Not of a connection that has been taken over itself meanwhile, or is gone: the session is another's now. */
    private void prepareSession(ClientSettings settings) {
        if (connection.isClosing()) {
            return;
        }
        boolean lasting = settings.expirySeconds() > 0;
        Runnable whenFull = () -> connection.loop().run(() -> refuseUnrecorded(settings));
        if (client.isCleanSession()) {
            clients.begin(
                    settings.key(), lasting, () -> connection.loop().run(() -> accept(settings, false)), whenFull);
        } else {
            clients.resume(
                    settings.key(),
                    lasting,
                    present -> connection.loop().run(() -> accept(settings, present)),
                    whenFull);
        }
    }

    /** A CONNACK would say of the session what is not on record. */
    private void refuseUnrecorded(ClientSettings settings) {
        if (connection.isClosing()) {
            return;
        }
        clients.notRecorded(settings.device().deviceId());
        connection.asks(settings.endingNothing()); // the session that this CONNECT was to end or begin anew goes on
        connection.refuseConnect(ErrorCode.BUSY, "there is no room to record the session; connect again later");
    }

    private void accept(ClientSettings settings, boolean sessionPresent) {
        if (connection.isClosing()) {
            return;
        }
        if (!services.directory().holds(settings.device())) {
            connection.refuseConnect(ErrorCode.UNKNOWN_DEVICE, "the device directory has just changed");
        } else {
            connection.accepted(settings, sessionPresent, properties());
        }
    }

    /** What an MQTT 5 client must know of us (section 3.2.2.3). */
    private MqttProperties properties() {
        if (!connection.isV5()) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        add(properties, MqttProperties.RECEIVE_MAXIMUM, connection.config().receiveMaximum());
        add(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Publishing.MAX_PACKET);
        add(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
        add(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
        add(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        if (connection.keepAlive().isOurs()) {
            add(
                    properties,
                    MqttProperties.SERVER_KEEP_ALIVE,
                    connection.keepAlive().seconds());
        }
        if (connection.hasEmptyClientId()) {
            properties.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, client.clientIdentifier()));
        }
        return properties;
    }

    private static void add(MqttProperties properties, int type, int value) {
        properties.add(new IntegerProperty(type, value));
    }
}
