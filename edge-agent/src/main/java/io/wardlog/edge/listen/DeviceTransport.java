package io.wardlog.edge.listen;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;

/**
 * The transport that servers for thousands of devices are made with: the machine's own, where each port has a {@link HandshakeQueue} at its door
 * and a connection is read {@value #RECEIVE_BYTES} bytes at a time, so that ten thousand that are read at once take little memory. Clients are as ever.
 */
public final class DeviceTransport implements Transport, io.vertx.core.spi.transport.Transport {

    /** A heartbeat or two. */
    private static final int RECEIVE_BYTES = 2_048;

    private static final int READS_AT_A_TIME = 4;
    /** The kernel takes what it allows. */
    private static final int BACKLOG = 16_384;
    /** At the door of a port. */
    private static final int MOST_WAITING = 12_000;

    private final Transport named;
    private final io.vertx.core.spi.transport.Transport own;
    private final int mostHandshakes;
    private final int mostHandshakesOfAddress;
    private final HandshakeQueue.Door door;

    /** Made of the machine's native transport, or of the JDK's. */
    public DeviceTransport(int mostHandshakes, int mostHandshakesOfAddress) {
        this(mostHandshakes, mostHandshakesOfAddress, MOST_WAITING);
    }

    /** One at whose door another number may wait. */
    DeviceTransport(int mostHandshakes, int mostHandshakesOfAddress, int mostWaiting) {
        this.door = new HandshakeQueue.Door(mostWaiting);
        Transport fast = Transport.nativeTransport();
        this.named = fast != null && fast.available() ? fast : Transport.NIO;
        this.own = named.implementation();
        this.mostHandshakes = mostHandshakes;
        this.mostHandshakesOfAddress = mostHandshakesOfAddress;
    }

    /** How many connections wait for their turn to begin a handshake. Any thread. */
    public int waiting() {
        return door.waiting();
    }

    /** How many connections were turned away because too many waited. Any thread. */
    public long turnedAway() {
        return door.turnedAway();
    }

    /** Lets nobody in any more, before the ports are closed: who waits at the door is turned away. Any thread. */
    public void shut() {
        door.shut();
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        own.configure(config, domainSocket, bootstrap);
        bootstrap
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .handler(new HandshakeQueue(mostHandshakes, mostHandshakesOfAddress, door))
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BYTES).maxMessagesPerRead(READS_AT_A_TIME));
    }

    @Override
    public String name() {
        return named.name();
    }

    @Override
    public boolean available() {
        return named.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return named.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }

    @Override
    public boolean supportsDomainSockets() {
        return own.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return own.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return own.isAvailable();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return own.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return own.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return own.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return own.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return own.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return own.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return own.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return own.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        own.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        own.configure(config, domainSocket, bootstrap);
    }
}
