package io.wardlog.local.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A subscriber that wants everything at QoS 1 and is not there: for it a broker has to keep what it acknowledges (MQTT 3.1.1). */
final class AwaySubscriber {
    private static final String CLIENT = "away";
    private static final int CLEAN = 0x02;
    private static final int KEEPS = 0x00;
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};
    private static final int PATIENCE_MILLIS = 30_000;

    private AwaySubscriber() {}

    /** Makes the broker forget what it kept, and keep what comes from now on. */
    static void subscribe(int port) throws IOException {
        try (Socket socket = connect(port, CLEAN)) {
            socket.getOutputStream().write(DISCONNECT);
        }
        try (Socket socket = connect(port, KEEPS)) {
            OutputStream out = socket.getOutputStream();
            byte[] filter = "wardlog/#".getBytes(StandardCharsets.UTF_8);
            out.write(packet(
                    0x82,
                    ByteBuffer.allocate(5 + filter.length)
                            .putShort((short) 1)
                            .putShort((short) filter.length)
                            .put(filter)
                            .put((byte) 1)));
            expect(socket, 0x90, 1);
            out.write(DISCONNECT);
        }
    }

    private static Socket connect(int port, int flags) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] client = CLIENT.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(packet(
                        0x10,
                        ByteBuffer.allocate(12 + client.length)
                                .putShort((short) 4)
                                .put("MQTT".getBytes(StandardCharsets.US_ASCII))
                                .put((byte) 4)
                                .put((byte) flags)
                                .putShort((short) 60)
                                .putShort((short) client.length)
                                .put(client)));
        expect(socket, 0x20, 0);
        return socket;
    }

    private static byte[] packet(int type, ByteBuffer body) {
        return ByteBuffer.allocate(2 + body.capacity())
                .put((byte) type)
                .put((byte) body.capacity())
                .put(body.flip())
                .array();
    }

    /** An answer of that type whose last byte, the code, is this. */
    private static void expect(Socket socket, int type, int code) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int came = in.readUnsignedByte();
        byte[] body = new byte[in.readUnsignedByte()];
        in.readFully(body);
        if (came != type || body.length == 0 || body[body.length - 1] != code) {
            throw new IOException("the broker does not keep messages for a subscriber: packet type " + came);
        }
    }
}
