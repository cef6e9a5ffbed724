package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.testkit.FuzzedParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stream of MQTT packets through framer, syntax check, the server's decoder and guard: the same is passed on and told, whatever the pieces in which
 * it comes, and in the end no memory is held. The first byte says how large the pieces are.
 */
class PacketFuzzTest extends FuzzedParser {

    private static final int LIMIT = 256;
    private static final long MEMORY = 1 << 20;

    @Override
    protected Stream<byte[]> seeds() {
        return HostilePackets.streams().map(stream -> headed(4, stream));
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length > 0) {
            byte[] stream = Arrays.copyOfRange(input, 1, input.length);
            assertThat(told(stream, 1 + (input[0] & 0x1F))).isEqualTo(told(stream, Math.max(1, stream.length)));
        }
    }

    private static List<String> told(byte[] stream, int piece) {
        List<String> packets = new ArrayList<>();
        MemoryBudget memory = new MemoryBudget(MEMORY);
        Told told = new Told();
        EmbeddedChannel channel = new EmbeddedChannel(
                new PacketFramer(LIMIT, Duration.ofMinutes(1), memory, told),
                new MqttDecoder(LIMIT, LIMIT),
                new PacketGuard(told));
        for (int from = 0; from < stream.length; from += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(stream, from, Math.min(piece, stream.length - from)));
            for (Object packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
                packets.add(packet.toString().replaceAll("@[0-9a-f]+", "")); // properties have no words of their own
                ReferenceCountUtil.release(packet);
            }
        }
        channel.finishAndReleaseAll();
        assertThat(memory.held()).isZero();
        packets.addAll(told.all);
        return packets;
    }

    /** Everything that is told, in order. */
    private static final class Told implements PacketFramer.Events, PacketGuard.Events {
        private final List<String> all = new ArrayList<>();

        @Override
        public void unreadable(byte[] bytes) {
            all.add("unreadable " + bytes.length);
        }

        @Override
        public void malformed(PacketSyntax.Problem problem, byte[] bytes) {
            all.add(problem + " " + bytes.length);
        }

        @Override
        public void brokenOff(byte[] bytes, long length) {
            all.add("broken off " + bytes.length + "/" + length);
        }

        @Override
        public void timedOut(byte[] bytes, long length) {
            all.add("timed out");
        }

        @Override
        public void crowdedOut() {
            all.add("crowded out");
        }

        @Override
        public void connectPassed() {}

        @Override
        public void connecting(boolean v5, boolean emptyClientId) {
            all.add("connecting " + v5 + emptyClientId);
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void oversized(OversizedPacket packet) {
            all.add("oversized " + packet.length() + packet.passed());
        }

        @Override
        public void identifierRefused() {
            all.add("identifier refused");
        }

        @Override
        public void versionRefused() {
            all.add("version refused");
        }

        @Override
        public void violated(MqttDisconnectReasonCode reason, String detail) {
            all.add(reason + detail);
        }
    }
}
