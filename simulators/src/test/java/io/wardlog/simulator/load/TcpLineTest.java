package io.wardlog.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Answer;
import io.wardlog.simulator.link.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a line over TCP may be used, and which answer is whose. */
class TcpLineTest {
    private static final LoadMessage MESSAGE = new LoadMessage(0, "a.b", "id-1", "{}".getBytes(StandardCharsets.UTF_8));

    private final Heard heard = new Heard();

    @Test
    void isReadyWhenItsHelloIsOnTheLine() {
        EmbeddedChannel channel = new EmbeddedChannel(new LineBasedFrameDecoder(1024), line(SignIn.password));
        assertThat(sent(channel)).isEqualTo("{\"hello\":{\"deviceId\":\"pump-1\",\"password\":\"token\"}}\n");
        assertThat(heard.events).containsExactly("ready");
    }

    @Test
    void isNotReadyBeforeItsHandshakeIsThrough() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline()
                .addLast(SslContextBuilder.forClient().build().newHandler(channel.alloc()))
                .addLast(new LineBasedFrameDecoder(1024))
                .addLast(line(SignIn.certificate));
        channel.pipeline().fireChannelActive();
        assertThat(heard.events).isEmpty();
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        assertThat(heard.events).containsExactly("ready");
    }

    @Test
    void aHandshakeThatFailsMakesNothingReady() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline()
                .addLast(SslContextBuilder.forClient().build().newHandler(channel.alloc()))
                .addLast(line(SignIn.certificate));
        channel.pipeline().fireChannelActive();
        channel.pipeline()
                .fireUserEventTriggered(new SslHandshakeCompletionEvent(new javax.net.ssl.SSLException("refused")));
        assertThat(heard.events).isEmpty();
    }

    @Test
    void aRefusedHelloIsNoAnswerToTheMessageBehindIt() {
        TcpLine line = line(SignIn.password);
        EmbeddedChannel channel = new EmbeddedChannel(new LineBasedFrameDecoder(1024), line);
        line.write(MESSAGE);
        answer(channel, "{\"status\":\"rejected\",\"code\":\"wrong_credentials\"}");
        channel.close();
        assertThat(heard.events)
                .containsExactly("ready", "not admitted: wrong_credentials", "closed with 1 unanswered");
    }

    @Test
    void answersComeInTheOrderOfTheLines() {
        TcpLine line = line(SignIn.password);
        EmbeddedChannel channel = new EmbeddedChannel(new LineBasedFrameDecoder(1024), line);
        line.write(MESSAGE);
        line.write(new LoadMessage(1, "a.b", "id-2", MESSAGE.body()));
        answer(channel, "{\"status\":\"busy\",\"retryAfterMs\":7}");
        answer(channel, "{\"status\":\"rejected\",\"code\":\"invalid_field\"}");
        assertThat(heard.events)
                .containsExactly("ready", "id-1 Busy[retryAfter=PT0.007S]", "id-2 Refused[code=invalid_field]");
    }

    private TcpLine line(SignIn signIn) {
        Credential device = new Credential(
                "pump-1", DeviceType.INFUSION_PUMP, "pump-1", "token", Optional.empty(), Optional.empty());
        return new TcpLine(device, signIn, 20, heard);
    }

    private static void answer(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8));
    }

    private static String sent(EmbeddedChannel channel) {
        ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.toString(StandardCharsets.UTF_8);
        } finally {
            bytes.release();
        }
    }

    /** Writes down what an owner is told. */
    private static final class Heard implements DeviceLine.Owner {
        private final List<String> events = new ArrayList<>();

        @Override
        public void ready(DeviceLine line, int window) {
            events.add("ready");
        }

        @Override
        public void notAdmitted(String why) {
            events.add("not admitted: " + why);
        }

        @Override
        public void answered(LoadMessage message, Answer answer) {
            events.add(message.eventId() + " " + answer);
        }

        @Override
        public void unexpected() {
            events.add("unexpected");
        }

        @Override
        public void allRead() {
            // only a device sends on
        }

        @Override
        public void closed(String why, List<LoadMessage> unanswered) {
            events.add("closed with " + unanswered.size() + " unanswered");
        }
    }
}
