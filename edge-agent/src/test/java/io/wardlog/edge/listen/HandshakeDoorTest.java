package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is turned away at a door where too many wait. */
class HandshakeDoorTest {

    @Test
    void ofFourAddressesWhereThreeMayWaitTheFourthIsTurnedAway() {
        HandshakeQueue.Door door = new HandshakeQueue.Door(3);
        EmbeddedChannel port = new EmbeddedChannel(new HandshakeQueue(1_000, 1_000, door));
        port.freezeTime(); // nobody's second is over
        List<EmbeddedChannel> came = new ArrayList<>();
        while (door.waiting() == 0) {
            port.writeInbound(connectionFrom("10.0.0.9"));
        }
        for (int i = 1; i <= 3; i++) { // behind the one that waits
            EmbeddedChannel next = connectionFrom("10.0.0." + i);
            came.add(next);
            port.writeInbound(next);
        }
        assertThat(came).extracting(EmbeddedChannel::isOpen).containsExactly(true, true, false);
        assertThat(door.turnedAway()).isEqualTo(1);
        assertThat(door.waiting()).isEqualTo(3);
    }

    private static EmbeddedChannel connectionFrom(String address) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 40_000);
            }
        };
    }
}
