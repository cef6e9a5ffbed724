package io.wardlog.edge.listen.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT packets by hand (OASIS MQTT 3.1.1 and 5), so that a test decides about every byte. */
public final class RawMqtt implements AutoCloseable {

    public static final int CONNACK = 0x20;
    public static final int PUBACK = 0x40;
    public static final int PUBREC = 0x50;
    public static final int PUBCOMP = 0x70;
    public static final int SUBACK = 0x90;
    public static final int PINGRESP = 0xD0;
    public static final int DISCONNECT = 0xE0;

    private final Socket socket;
    private final int level;
    private final DataInputStream in;

    /** A packet as it came: its first byte and its body. */
    public record Packet(int type, byte[] body) {
        /** The return or reason code of a CONNACK. */
        public int connackCode() {
            return body[1] & 0xFF;
        }

        public boolean sessionPresent() {
            return body[0] == 1;
        }

        public int packetId() {
            return (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        }

        /** The reason code of a PUBACK, PUBREC or PUBCOMP; 0 when left out. */
        public int ackReason() {
            return body.length > 2 ? body[2] & 0xFF : 0;
        }

        public int disconnectReason() {
            return body.length > 0 ? body[0] & 0xFF : 0;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What a CONNECT says; the fields of the standard. */
    public static final class Connect {
        String clientId = "client";
        String user;
        String password;
        boolean clean = true;
        int keepAlive = 0;
        String willTopic;
        String will = "{}";
        long expiry = 0;
        int willDelay = 0;
        /** More properties of MQTT 5, as bytes. */
        byte[] properties = {};
        /** Bits of the connect flags to turn over. */
        int flipped = 0;

        public Connect as(String deviceId, String token) {
            user = deviceId;
            password = token;
            return this;
        }

        public Connect clientId(String id) {
            clientId = id;
            return this;
        }

        public Connect keeping(long seconds) {
            expiry = seconds;
            clean = false;
            return this;
        }

        /** A session that was there is to end. */
        public Connect startingClean() {
            clean = true;
            return this;
        }

        public Connect will(String topic, int delay) {
            willTopic = topic;
            willDelay = delay;
            return this;
        }

        /** What its will says. */
        public Connect saying(String text) {
            will = text;
            return this;
        }

        public Connect properties(int... bytes) {
            properties = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                properties[i] = (byte) bytes[i];
            }
            return this;
        }

        public Connect flipping(int flags) {
            flipped = flags;
            return this;
        }

        /** Goes on with a session, which ends with the connection. */
        public Connect resuming() {
            clean = false;
            return this;
        }

        public Connect keepAlive(int seconds) {
            keepAlive = seconds;
            return this;
        }
    }

    /** @param level 4 for MQTT 3.1.1, 5 for MQTT 5 */
    public RawMqtt(Socket socket, int level) throws IOException {
        this.socket = socket;
        this.level = level;
        this.in = new DataInputStream(socket.getInputStream());
    }

    public RawMqtt connect(Connect with) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.write(level);
        int flags = (with.user == null ? 0 : 0x80)
                | (with.password == null ? 0 : 0x40)
                | (with.willTopic == null ? 0 : 0x04 | 0x08)
                | (with.clean ? 0x02 : 0);
        body.write(flags ^ with.flipped);
        body.writeShort(with.keepAlive);
        if (level == 5) {
            body.write(5 + with.properties.length);
            body.write(0x11);
            body.writeInt((int) with.expiry);
            body.write(with.properties);
        }
        body.writeUTF(with.clientId);
        if (with.willTopic != null) {
            if (level == 5) {
                body.write(5);
                body.write(0x18);
                body.writeInt(with.willDelay);
            }
            body.writeUTF(with.willTopic);
            body.writeUTF(with.will);
        }
        if (with.user != null) {
            body.writeUTF(with.user);
        }
        if (with.password != null) {
            body.writeUTF(with.password);
        }
        send(0x10, bytes.toByteArray());
        return this;
    }

    /** Connects and expects to be let in. */
    public Packet accepted(Connect with) throws IOException {
        Packet connack = connect(with).read();
        if (connack == null || connack.type() != CONNACK || connack.connackCode() != 0) {
            throw new AssertionError("not accepted: " + connack);
        }
        return connack;
    }

    public void publish(String topic, int qos, int packetId, String payload) throws IOException {
        publish(topic, qos, packetId, payload, false);
    }

    public void publish(String topic, int qos, int packetId, String payload, boolean dup) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF(topic);
        if (qos > 0) {
            body.writeShort(packetId);
        }
        if (level == 5) {
            body.write(0);
        }
        body.write(payload.getBytes(StandardCharsets.UTF_8));
        send(0x30 | qos << 1 | (dup ? 8 : 0), bytes.toByteArray());
    }

    /** A PUBLISH of MQTT 5 with these properties; {@code flags} are the lower half of its first byte. */
    public void publish(String topic, int flags, int packetId, int[] properties, String payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF(topic);
        if ((flags & 6) > 0) {
            body.writeShort(packetId);
        }
        body.write(properties.length);
        for (int property : properties) {
            body.write(property);
        }
        body.write(payload.getBytes(StandardCharsets.UTF_8));
        send(0x30 | flags, bytes.toByteArray());
    }

    public void pubrel(int packetId) throws IOException {
        send(0x62, new byte[] {(byte) (packetId >> 8), (byte) packetId});
    }

    public void subscribe(int packetId, String filter) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(packetId);
        if (level == 5) {
            body.write(0);
        }
        body.writeUTF(filter);
        body.write(1);
        send(0x82, bytes.toByteArray());
    }

    public void ping() throws IOException {
        send(0xC0, new byte[0]);
    }

    public void disconnect() throws IOException {
        send(0xE0, new byte[0]);
    }

    public void send(int first, byte[] body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int length = body.length;
        do {
            packet.write(length & 0x7F | (length > 0x7F ? 0x80 : 0));
            length >>= 7;
        } while (length > 0);
        packet.write(body);
        raw(packet.toByteArray());
    }

    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next packet; null at the end of the stream. */
    public Packet read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next > 0x7F);
        byte[] body = new byte[length];
        in.readFully(body);
        return new Packet(first, body);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
