package io.wardlog.edge.listen.tcp;

import java.nio.ByteBuffer;

/** TLS written by hand, for versions that no library here still speaks. */
final class TlsBytes {

    private TlsBytes() {}

    /** A ClientHello (RFC 2246 section 7.4.1.2) that offers {@code version} at most, with two ordinary cipher suites. */
    static byte[] clientHello(int version) {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.putShort((short) version).put(new byte[32]).put((byte) 0);
        body.putShort((short) 4).putShort((short) 0x002F).putShort((short) 0xC013);
        body.put((byte) 1).put((byte) 0);
        int length = body.position();
        ByteBuffer record = ByteBuffer.allocate(9 + length);
        record.put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + length));
        record.putInt((1 << 24) | length).put(body.array(), 0, length);
        return record.array();
    }
}
