package io.wardlog.edge.listen.mqtt;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.edge.listen.PortConfig;
import java.time.Duration;

/** Settings of the MQTT listener. */
public record MqttConfig(
        @Doc("Where to listen; usual ports are 1883 plain and 8883 TLS.")
        PortConfig ports,

        @Doc("How many messages of one connection may be unacknowledged (MQTT 5 Receive Maximum).")
        @Default("256")
        @Range(min = "1", max = "65535")
        int receiveMaximum,

        @Doc("The longest keep-alive of an MQTT 5 client: one that asks for more, or for none, is given this"
                + " (Server Keep Alive).")
        @Default("1h")
        @Range(min = "1s", max = "18h")
        Duration maxKeepAlive,

        @Doc("How long a client may take for its CONNECT, and for a packet that it has begun.")
        @Default("30s")
        @Range(min = "100ms", max = "10m")
        Duration packetTimeout,

        @Doc("How long a message is held for room on the disk before the client is disconnected to send it again.")
        @Default("10s")
        @Range(min = "100ms", max = "10m")
        Duration busyTimeout) {}
