package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.mqtt.PacketSyntax.Problem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What bytes from outside make of the check; that each rule is kept is in {@link MqttConformanceTest}. */
class PacketSyntaxTest {

    private static PacketSyntax afterConnect(int level) {
        PacketSyntax syntax = new PacketSyntax();
        byte[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', (byte) level, 2, 0, 0, 0, 0, 0};
        assertThat(syntax.problem(connect)).isEmpty();
        return syntax;
    }

    /** Nothing is thrown for any packet, whole or not, of any type. */
    @Property(tries = 2_000)
    void noPacketIsAFault(@ForAll @IntRange(min = 1, max = 15) int type, @ForAll byte[] body) {
        byte[] packet = new byte[body.length + 2];
        packet[0] = (byte) (type << 4 | 2);
        packet[1] = (byte) Math.min(body.length, 0x7F);
        System.arraycopy(body, 0, packet, 2, body.length);

        afterConnect(5).problem(packet);
        assertThat(afterConnect(4).problem(packet).map(Problem::detail).orElse(""))
                .as("MQTT 3.1.1 has no properties")
                .doesNotContain(type == 1 ? "none" : "property");
    }

    /** A property of CONNECT given twice is found wherever it stands. */
    @Property(tries = 200)
    void aPropertyGivenTwiceIsFound(@ForAll @IntRange(max = 7) int before, @ForAll @IntRange(max = 7) int between) {
        int length = 6 + 7 * (before + between);
        byte[] packet = new byte[13 + length + 2];
        byte[] head = {0x10, (byte) (packet.length - 2), 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, (byte) length};
        System.arraycopy(head, 0, packet, 0, head.length);
        int at = receiveMaximum(packet, users(packet, head.length, before));
        receiveMaximum(packet, users(packet, at, between));

        assertThat(new PacketSyntax().problem(packet)).map(Problem::detail).contains("a property given twice");
    }

    private static int users(byte[] packet, int at, int count) {
        byte[] user = {0x26, 0, 1, 'a', 0, 1, 'b'};
        for (int i = 0; i < count; i++) {
            System.arraycopy(user, 0, packet, at + i * user.length, user.length);
        }
        return at + count * user.length;
    }

    private static int receiveMaximum(byte[] packet, int at) {
        packet[at] = 0x21;
        packet[at + 2] = 9;
        return at + 3;
    }
}
