package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.vertx.mqtt.MqttEndpoint;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.device.DeviceIdentity;
import java.util.Optional;

/**
 * What a client's CONNECT settled.
 *
 * @param device who it is
 * @param key the name of its session
 * @param expirySeconds how long the session outlives the connection; {@link #FOREVER} for ever
 * @param will what to record when the connection is lost, which has no time yet
 * @param willDelaySeconds how long after that, at most as long as the session lasts
 */
record ClientSettings(
        DeviceIdentity device, String key, long expirySeconds, Optional<Arrival> will, long willDelaySeconds) {

    /** MQTT 5 section 3.1.2.11.2: 0xFFFFFFFF is a session that does not expire. */
    static final long FOREVER = 0xFFFF_FFFFL;

    static ClientSettings of(MqttEndpoint client, boolean v5, DeviceIdentity device, Optional<Arrival> will) {
        long standard = v5 || client.isCleanSession() ? 0 : FOREVER;
        long expiry = AnswerLimits.number(client.connectProperties(), MqttProperties.SESSION_EXPIRY_INTERVAL, standard);
        MqttProperties willProperties =
                client.will() == null ? null : client.will().getWillProperties();
        long delay = AnswerLimits.number(willProperties, MqttProperties.WILL_DELAY_INTERVAL, 0);
        String key = Clients.key(device.deviceId(), client.clientIdentifier());
        return new ClientSettings(device, key, expiry, will, Math.min(delay, expiry));
    }

    /** Whether a DISCONNECT asks a session to live on that was to end with its connection. */
    boolean prolongs(MqttProperties disconnect) {
        return expirySeconds == 0 && AnswerLimits.number(disconnect, MqttProperties.SESSION_EXPIRY_INTERVAL, 0) != 0;
    }

    /** The settings with a session that does not end by itself. */
    ClientSettings endingNothing() {
        return new ClientSettings(device, key, FOREVER, will, willDelaySeconds);
    }

    /** The settings after a DISCONNECT that may change the expiry (section 3.14.2.2.2). */
    ClientSettings withExpiry(MqttProperties disconnect) {
        long expiry = AnswerLimits.number(disconnect, MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds);
        return new ClientSettings(device, key, expiry, will, Math.min(willDelaySeconds, expiry));
    }
}
