package io.wardlog.edge.listen.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Streams of packets of every kind that a client may send, in both versions, to begin mutations with. */
final class HostilePackets {

    private static final String TOPIC = hex("wardlog/v1/pump-1/infusion.started");
    private static final String USER = hex("pump-1") + hex("0123456789abcdef");

    private HostilePackets() {}

    /** Each begins with a CONNECT of the first pump of {@link io.wardlog.edge.listen.ListenFixture}. */
    static Stream<byte[]> streams() {
        return Stream.of(
                        connect("04c2003c" + hex("c") + USER) + packet("30", TOPIC + "7b7d")
                                + packet("32", TOPIC + "00017b7d") + "c000" + "e000",
                        connect("04c6003c" + hex("c") + hex("wardlog/v1/pump-1/device.disconnected") + hex("{}") + USER)
                                + packet("34", TOPIC + "00027b7d")
                                + packet("62", "0002"),
                        connect("05c2003c" + "05" + "1100000005" + hex("c") + USER)
                                + packet("3d", TOPIC + "0003" + "00" + "7b7d")
                                + packet("62", "0003")
                                + packet("e0", "0000"),
                        connect("05c6003c" + "0d" + "210009" + "27000000ff" + "1100000009" + "00" + "05" + "1800000001"
                                        + hex("wardlog/v1/pump-1/device.disconnected") + hex("{}") + USER)
                                + packet(
                                        "32",
                                        TOPIC + "0004" + "0e" + "0101" + "0200000001" + "26" + hex("a") + hex("b")
                                                + "7b7d")
                                + packet("e0", "04" + "05" + "1100000001"),
                        connect("05c2003c" + "00" + hex("") + USER)
                                + packet("82", "0005" + "00" + hex("wardlog/#") + "01")
                                + packet("a2", "0006" + "00" + hex("a"))
                                + packet("32", TOPIC + "0007" + "03" + "230001" + "7b7d"),
                        connect("04c2003c" + hex("c") + USER) + packet("82", "0005" + hex("#") + "01")
                                + packet("32", hex("a/b") + "0008") + "30ff7f00",
                        packet("10", hex("MQIsdp") + "0302003c" + hex("c")),
                        "16030100a5010000a1")
                .map(HexFormat.of()::parseHex);
    }

    private static String connect(String behindName) {
        return packet("10", hex("MQTT") + behindName);
    }

    private static String packet(String first, String body) {
        int length = body.length() / 2;
        String remaining = length < 0x80 ? octet(length) : octet(length & 0x7F | 0x80) + octet(length >> 7);
        return first + remaining + body;
    }

    private static String hex(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return octet(utf8.length >> 8) + octet(utf8.length) + HexFormat.of().formatHex(utf8);
    }

    private static String octet(int value) {
        return HexFormat.of().toHexDigits((byte) value);
    }
}
