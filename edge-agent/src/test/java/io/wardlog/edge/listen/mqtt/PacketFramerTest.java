package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wardlog.edge.listen.MemoryBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that sends and does not read has no more answered than the channel holds. */
class PacketFramerTest {
    private static final byte[] CONNECT = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0};
    private static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new PacketFramer(1_000, Duration.ofMinutes(1), new MemoryBudget(1 << 20), new NothingIsTold()));

    private void takesAnswers(boolean takes) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, takes);
        channel.runPendingTasks();
    }

    private int packets() {
        int packets = 0;
        while (channel.readInbound() != null) {
            packets++;
        }
        return packets;
    }

    @Test
    void nothingIsReadWhileTheClientDoesNotTakeAnswers() {
        channel.writeInbound(Unpooled.wrappedBuffer(CONNECT), Unpooled.wrappedBuffer(PINGREQ));
        assertThat(packets()).isEqualTo(2);

        takesAnswers(false);
        channel.writeInbound(Unpooled.wrappedBuffer(PINGREQ, PINGREQ));
        assertThat(packets()).isZero();
        assertThat(channel.config().isAutoRead()).isFalse();

        takesAnswers(true);
        assertThat(packets()).isEqualTo(2);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** Sound packets only: whatever is told is wrong. */
    private static final class NothingIsTold implements PacketFramer.Events {
        @Override
        public void unreadable(byte[] bytes) {
            throw new AssertionError("unreadable");
        }

        @Override
        public void malformed(PacketSyntax.Problem problem, byte[] bytes) {
            throw new AssertionError(problem.toString());
        }

        @Override
        public void brokenOff(byte[] bytes, long length) {
            throw new AssertionError("broken off");
        }

        @Override
        public void timedOut(byte[] bytes, long length) {
            throw new AssertionError("timed out");
        }

        @Override
        public void crowdedOut() {
            throw new AssertionError("crowded out");
        }
    }
}
