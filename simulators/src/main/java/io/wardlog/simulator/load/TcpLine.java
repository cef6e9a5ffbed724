package io.wardlog.simulator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.wardlog.simulator.link.Answer;
import io.wardlog.simulator.link.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** NDJSON over TCP: a hello line, then a line a message; the agent answers in the order of the lines. */
final class TcpLine extends SimpleChannelInboundHandler<ByteBuf> implements DeviceLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DEFAULT_RETRY_MILLIS = 1_000;
    /** What the agent answers to a hello or a certificate, and never to a message. */
    private static final Set<String> NOT_ADMITTED =
            Set.of("not_authenticated", "unknown_device", "wrong_credentials", "certificate_rejected");

    private final Credential device;
    private final SignIn signIn;
    private final int window;
    private final Owner owner;
    private final Queue<LoadMessage> unanswered = new ArrayDeque<>();
    private ChannelHandlerContext channel;
    private String why = "closed by the agent";
    private boolean heard;

    TcpLine(Credential device, SignIn signIn, int window, Owner owner) {
        this.device = device;
        this.signIn = signIn;
        this.window = window;
        this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context;
        if (context.pipeline().get(SslHandler.class) == null) {
            introduce();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            introduce();
        }
        context.fireUserEventTriggered(event);
    }

    /** A hello is answered only when it is refused: the device may send as soon as its own is on the line. */
    private void introduce() {
        if (signIn == SignIn.certificate) {
            owner.ready(this, window);
            return;
        }
        ObjectNode hello = JsonNodeFactory.instance.objectNode();
        hello.putObject("hello").put("deviceId", device.id()).put("password", device.password());
        channel.writeAndFlush(line(hello.toString().getBytes(StandardCharsets.UTF_8)))
                .addListener(written -> {
                    if (written.isSuccess()) {
                        owner.ready(this, window);
                    }
                });
    }

    private static ByteBuf line(byte[] body) {
        return Unpooled.wrappedBuffer(body, new byte[] {'\n'});
    }

    @Override
    public void write(LoadMessage message) {
        unanswered.add(message);
        channel.write(line(message.body()), channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void ping() {
        // The protocol has none.
    }

    @Override
    public void close() {
        why = "closed by the device";
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) throws IOException {
        JsonNode said;
        try (InputStream bytes = new ByteBufInputStream(line)) {
            said = JSON.readTree(bytes);
        }
        boolean first = !heard;
        heard = true;
        String code = said.path("code").asText("an answer to nothing");
        if (first && NOT_ADMITTED.contains(code)) {
            owner.notAdmitted(code); // what was sent behind the hello was not read
            return;
        }
        LoadMessage message = unanswered.poll();
        if (message == null || !said.hasNonNull("status")) {
            owner.notAdmitted(code);
            return;
        }
        switch (said.path("status").asText()) {
            case "accepted" -> owner.answered(message, new Answer.Acknowledged());
            case "busy" ->
                owner.answered(
                        message,
                        new Answer.Busy(
                                Duration.ofMillis(said.path("retryAfterMs").asLong(DEFAULT_RETRY_MILLIS))));
            default -> owner.answered(message, new Answer.Refused(code));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        owner.allRead();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        List<LoadMessage> left = new ArrayList<>(unanswered);
        unanswered.clear();
        owner.closed(why, left);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        why = LoadDevice.nameOf(cause);
        context.close();
    }
}
