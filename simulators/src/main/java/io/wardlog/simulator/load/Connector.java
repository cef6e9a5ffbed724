package io.wardlog.simulator.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Opens lines to the agent, as one plan says for all devices. Safe for use by several threads. */
final class Connector {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int PATIENCE_MILLIS = 30_000;

    private final LoadPlan plan;
    private final Class<? extends Channel> channels;
    /** Of devices without a certificate of their own; none on a plain line. */
    private final Optional<SslContext> sharedTls;

    Connector(LoadPlan plan, Class<? extends Channel> channels) throws SSLException {
        this.plan = plan;
        this.channels = channels;
        this.sharedTls = plan.endpoint().caFile().isPresent() && plan.signIn() == SignIn.password
                ? Optional.of(tls(Optional.empty()))
                : Optional.empty();
    }

    /** How that device's lines are made; a TLS context is made once a device at most. */
    LoadDevice.LineMaker linesOf(Credential device) throws SSLException {
        Optional<SslContext> tls =
                plan.signIn() == SignIn.certificate ? Optional.of(tls(Optional.of(device))) : sharedTls;
        return (loop, owner) -> connect(loop, owner, device, tls);
    }

    private SslContext tls(Optional<Credential> own) throws SSLException {
        Path ca = plan.endpoint().caFile().orElseThrow();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(ca.toFile())
                .endpointIdentificationAlgorithm("HTTPS");
        own.ifPresent(device -> builder.keyManager(
                device.certFile().orElseThrow().toFile(),
                device.keyFile().orElseThrow().toFile()));
        return builder.build();
    }

    private void connect(EventLoop loop, DeviceLine.Owner owner, Credential device, Optional<SslContext> tls) {
        Endpoint endpoint = plan.endpoint();
        new Bootstrap()
                .group(loop)
                .channel(channels)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        tls.ifPresent(context -> channel.pipeline()
                                .addLast(context.newHandler(channel.alloc(), endpoint.host(), endpoint.port())));
                        addProtocol(channel, device, owner);
                    }
                })
                .connect(endpoint.host(), endpoint.port())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        owner.closed(LoadDevice.nameOf(done.cause()), List.of());
                    }
                });
    }

    private void addProtocol(SocketChannel channel, Credential device, DeviceLine.Owner owner) {
        if (plan.protocol() == Protocol.tcp) {
            channel.pipeline()
                    .addLast(new LineBasedFrameDecoder(MOST_BYTES))
                    .addLast(new TcpLine(device, plan.signIn(), plan.inFlight(), owner));
        } else {
            boolean five = plan.protocol() == Protocol.mqtt5;
            channel.pipeline()
                    .addLast(MqttEncoder.INSTANCE)
                    .addLast(new MqttDecoder(MOST_BYTES))
                    .addLast(new MqttLine(device, plan.signIn(), five, plan.inFlight(), owner));
        }
    }
}
