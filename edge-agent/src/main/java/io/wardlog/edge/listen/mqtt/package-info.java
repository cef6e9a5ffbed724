/**
 * MQTT 3.1.1 and 5 on the Vert.x MQTT server (docs/formats.md section 1). A PUBACK or PUBREC means on disk. The server's
 * endpoint has no pause, no size limit that tells the client, and hides its socket; {@link
 * io.wardlog.edge.listen.mqtt.SocketTap} reaches the socket, {@link io.wardlog.edge.listen.mqtt.PacketFramer} keeps
 * packets whole and bounded, {@link io.wardlog.edge.listen.mqtt.MqttConnection} follows the standard.
 */
package io.wardlog.edge.listen.mqtt;
