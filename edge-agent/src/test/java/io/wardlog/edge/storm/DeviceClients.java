package io.wardlog.edge.storm;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Thousands of devices that connect over TLS, show name and token, send one message, and count as served when it is acknowledged. Who is cut off
 * comes again within a second, as devices do; so does who hears nothing for a minute, or is refused.
 */
final class DeviceClients implements AutoCloseable {

    /** How long a device waits for its handshake, and for each answer. */
    private static final int PATIENCE_SECONDS = 60;

    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final SslContext tls;
    private final int mqttPort;
    private final int tcpPort;
    private final Queue<Channel> open = new ConcurrentLinkedQueue<>();

    /** One storm: when all are served it is over. */
    final class Storm {
        final CountDownLatch unserved;
        final AtomicInteger connected = new AtomicInteger();
        final LongAdder cutOff = new LongAdder();
        final LongAdder resumed = new LongAdder();
        final long beganNanos = System.nanoTime();
        volatile long connectedNanos;
        private final int devices;

        Storm(int devices) {
            this.devices = devices;
            this.unserved = new CountDownLatch(devices);
        }

        private void letIn() {
            if (connected.incrementAndGet() == devices) {
                connectedNanos = System.nanoTime();
            }
        }
    }

    DeviceClients(File ca, int mqttPort, int tcpPort) throws IOException {
        this.tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(ca)
                .sessionCacheSize(100_000)
                .build();
        this.mqttPort = mqttPort;
        this.tcpPort = tcpPort;
    }

    static String deviceId(int slot) {
        return "device-" + slot;
    }

    /** All devices connect at once, three of four over MQTT, the others over TCP. */
    Storm begin(int devices) {
        Storm storm = new Storm(devices);
        for (int slot = 0; slot < devices; slot++) {
            connect(storm, slot);
        }
        return storm;
    }

    private void connect(Storm storm, int slot) {
        boolean mqtt = slot % 4 != 0;
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // The name is the key of the session that a device resumes
                        SslHandler handler = tls.newHandler(channel.alloc(), "127.0.0.1", 10_000 + slot);
                        handler.setHandshakeTimeoutMillis(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                        channel.pipeline()
                                .addLast(
                                        handler,
                                        new ReadTimeoutHandler(PATIENCE_SECONDS),
                                        mqtt ? new Mqtt(storm, slot) : new Lines(storm, slot));
                    }
                });
        bootstrap.connect("127.0.0.1", mqtt ? mqttPort : tcpPort).addListener(attempt -> {
            if (!attempt.isSuccess()) {
                again(storm, slot);
            }
        });
    }

    private void again(Storm storm, int slot) {
        storm.cutOff.increment();
        if (!loops.isShuttingDown()) {
            int millis = 100 + ThreadLocalRandom.current().nextInt(900);
            loops.schedule(() -> connect(storm, slot), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** The network goes away: every connection ends without a goodbye. */
    void cut() throws InterruptedException {
        for (Channel channel = open.poll(); channel != null; channel = open.poll()) {
            channel.close().sync();
        }
    }

    /** What all clients have in common: they speak when TLS is up, and are served when they are answered. */
    private abstract class Client extends SimpleChannelInboundHandler<ByteBuf> {
        private final Storm storm;
        private final int slot;
        private boolean served;

        Client(Storm storm, int slot) {
            this.storm = storm;
            this.slot = slot;
        }

        abstract byte[] greeting(String deviceId) throws IOException;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws IOException {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(greeting(deviceId(slot))));
            }
        }

        void letIn() {
            storm.letIn();
        }

        void served(ChannelHandlerContext ctx) {
            if (!served) {
                served = true;
                ctx.pipeline().remove(ReadTimeoutHandler.class);
                open.add(ctx.channel());
                storm.unserved.countDown();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!served) {
                again(storm, slot);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private final class Mqtt extends Client {
        private final String deviceId;

        Mqtt(Storm storm, int slot) {
            super(storm, slot);
            deviceId = deviceId(slot);
        }

        @Override
        byte[] greeting(String id) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(0x10);
            out.write(10 + 2 * (id.length() + 2) + 2 + TOKEN.length());
            out.writeUTF("MQTT");
            out.write(new byte[] {4, (byte) 0xC0, 1, 44}); // no clean session; keep-alive 300 s
            out.writeUTF(id);
            out.writeUTF(id);
            out.writeUTF(TOKEN);
            return bytes.toByteArray();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
            while (in.isReadable()) {
                int type = in.readUnsignedByte();
                ByteBuf body = in.readSlice(in.readUnsignedByte());
                if (type == 0x20 && body.getByte(1) != 0) {
                    ctx.close(); // refused
                } else if (type == 0x20) {
                    letIn();
                    ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(publish(deviceId)));
                } else if (type == 0x40) {
                    served(ctx);
                }
            }
        }

        private static byte[] publish(String id) {
            try {
                byte[] message = ("{\"eventTime\":\"" + Instant.now() + "\",\"payload\":{\"status\":\"ok\"}}")
                        .getBytes(StandardCharsets.UTF_8);
                String topic = "wardlog/v1/" + id + "/device.heartbeat";
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes);
                out.write(0x32);
                out.write(2 + topic.length() + 2 + message.length);
                out.writeUTF(topic);
                out.writeShort(1);
                out.write(message);
                return bytes.toByteArray();
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        }
    }

    private final class Lines extends Client {

        Lines(Storm storm, int slot) {
            super(storm, slot);
        }

        @Override
        byte[] greeting(String id) {
            letIn();
            return ("{\"hello\":{\"deviceId\":\"" + id + "\",\"password\":\"" + TOKEN + "\"}}\n"
                            + "{\"eventType\":\"device.heartbeat\",\"deviceId\":\"" + id + "\",\"eventTime\":\""
                            + Instant.now() + "\",\"payload\":{\"status\":\"ok\"}}\n")
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
            if (in.toString(StandardCharsets.UTF_8).contains("\"accepted\"")) {
                served(ctx);
            }
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
