package io.wardlog.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A port that was given away is not given again, although nobody has bound it yet. */
class FreePortsTest {
    private static final int MORE_THAN_A_BLOCK = 250;

    @Test
    void twoProcessesNeverGetTheSamePort() {
        FreePorts one = new FreePorts();
        FreePorts other = new FreePorts();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < MORE_THAN_A_BLOCK; i++) {
            assertThat(given.add(one.take())).isTrue();
            assertThat(given.add(other.take())).isTrue();
        }
    }

    @Test
    void aPortOnWhichSomebodyListensIsPassedOver() throws Exception {
        FreePorts ports = new FreePorts();
        int next = ports.take() + 1;
        try (ServerSocket taken = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ports.take()).isNotEqualTo(taken.getLocalPort());
        }
    }
}
