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

/** NDJSON over TCP: a hello line, then a line a message; the agent answers in the order of the lines. */
final class TcpLine extends SimpleChannelInboundHandler<ByteBuf> implements DeviceLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DEFAULT_RETRY_MILLIS = 1_000;

    private final Credential device;
    private final SignIn signIn;
    private final int window;
    private final Owner owner;
    private final Queue<LoadMessage> unanswered = new ArrayDeque<>();
    private ChannelHandlerContext channel;
    private String why = "closed by the agent";

    TcpLine(Credential device, SignIn signIn, int window, Owner owner) {
        this.device = device;
        this.signIn = signIn;
        this.window = window;
        this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context;
        if (signIn == SignIn.password) {
            ObjectNode hello = JsonNodeFactory.instance.objectNode();
            hello.putObject("hello").put("deviceId", device.id()).put("password", device.password());
            context.writeAndFlush(line(hello.toString().getBytes(StandardCharsets.UTF_8)));
        }
        owner.ready(this, window); // a hello is answered only when it is refused
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
        LoadMessage message = unanswered.poll();
        if (message == null || !said.hasNonNull("status")) {
            owner.notAdmitted(said.path("code").asText("an answer to nothing"));
            return;
        }
        switch (said.path("status").asText()) {
            case "accepted" -> owner.answered(message, new Answer.Acknowledged());
            case "busy" ->
                owner.answered(
                        message,
                        new Answer.Busy(
                                Duration.ofMillis(said.path("retryAfterMs").asLong(DEFAULT_RETRY_MILLIS))));
            default ->
                owner.answered(message, new Answer.Refused(said.path("code").asText()));
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
