package io.wardlog.edge.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The door of one port. When a whole site comes at once, a few TLS handshakes are done at a time and the other connections wait, cheaply and
 * without a time limit, each source address in its turn: so each handshake that has begun is soon over, where all at once would all be
 * late. When too many wait, who came last is turned away, of the address of which most do: nobody makes the door close for the others. A handshake that is not
 * over in a second waits for its client and does not hold up others any more; of those a port, and an address,
 * has a limit, beyond which the eldest ends. Confined to the event loop that accepts the port's connections.
 */
final class HandshakeQueue extends ChannelInboundHandlerAdapter {

    private static final int AT_ONCE = 128;
    private static final long COUNTED_MILLIS = 1_000;

    private final int most;
    private final int mostOfAddress;
    private final Door door;
    private final WaitingLines<Channel> waiting = new WaitingLines<>();
    private final Map<String, Set<Handshake>> unfinished = new LinkedHashMap<>();
    private ChannelHandlerContext context;
    private int unfinishedCount;
    private int underWay;
    private boolean admitting;

    /** What the ports of one agent share. Any thread. */
    static final class Door {
        private final int mostWaiting;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicLong turnedAway = new AtomicLong();
        private volatile boolean shut;

        /** @param mostWaiting how many may wait at each port */
        Door(int mostWaiting) {
            this.mostWaiting = mostWaiting;
        }

        /** How many connections wait, on all ports. */
        int waiting() {
            return waiting.get();
        }

        /** How many were turned away because too many waited, on all ports. */
        long turnedAway() {
            return turnedAway.get();
        }

        /** From here on nobody is let in: the agent stops. */
        void shut() {
            shut = true;
        }
    }

    /** One connection from its turn to the end of its handshake. */
    private final class Handshake {
        private final String address;
        private final Channel channel;
        private boolean counted = true;
        private Future<?> counting;

        Handshake(String address, Channel channel) {
            this.address = address;
            this.channel = channel;
        }

        /** A timer that is left would hold the connection: who comes and goes thousands of times a second would fill the heap. */
        void over() {
            if (counting != null) {
                counting.cancel(false);
            }
            uncount();
        }

        void uncount() {
            if (counted) {
                counted = false;
                underWay--;
                admit();
            }
        }
    }

    /**
     * @param most how many handshakes may be unfinished
     * @param mostOfAddress of one source address
     * @param door what it shares with the queues of all ports
     */
    HandshakeQueue(int most, int mostOfAddress, Door door) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.door = door;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel channel = (Channel) accepted;
        String address = channel.remoteAddress() instanceof InetSocketAddress from
                ? from.getAddress().getHostAddress()
                : "unknown";
        waiting.add(address, channel);
        door.waiting.incrementAndGet();
        if (waiting.size() > door.mostWaiting) {
            turnAwayLast();
        }
        admit();
    }

    private void turnAwayLast() {
        Channel last = waiting.removeLastOfLongest();
        door.waiting.decrementAndGet();
        door.turnedAway.incrementAndGet();
        last.unsafe().closeForcibly();
    }

    /** Lets in who is next, of each address in turn, while not too many handshakes are under way. */
    private void admit() {
        if (door.shut) {
            turnAway(); // the loops that would serve them may be gone already
        }
        if (admitting) {
            return; // one that came in has ended an eldest: who has its turn now comes in behind, and not within
        }
        admitting = true;
        try {
            while (underWay < AT_ONCE && waiting.size() > 0) {
                WaitingLines.Entry<Channel> next = waiting.removeNext();
                door.waiting.decrementAndGet();
                begin(new Handshake(next.address(), next.who()));
            }
        } finally {
            admitting = false;
        }
    }

    private void begin(Handshake handshake) {
        underWay++;
        unfinished
                .computeIfAbsent(handshake.address, first -> new LinkedHashSet<>())
                .add(handshake);
        unfinishedCount++;
        endEldest(handshake.address);
        Channel channel = handshake.channel;
        context.fireChannelRead(channel);
        if (!channel.isOpen()) {
            finished(handshake); // the event loops are ending
            return;
        }
        channel.closeFuture().addListener(closed -> home(() -> finished(handshake)));
        channel.eventLoop().execute(() -> watch(handshake)); // behind the registration, which makes its pipeline
        handshake.counting = context.executor().schedule(handshake::uncount, COUNTED_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** On the connection's own loop. */
    private void watch(Handshake handshake) {
        SslHandler tls = handshake.channel.pipeline().get(SslHandler.class);
        Runnable finished = () -> home(() -> finished(handshake));
        if (tls == null) {
            finished.run(); // a plain port
        } else {
            tls.handshakeFuture().addListener((Future<Channel> over) -> finished.run());
        }
    }

    private void home(Runnable task) {
        if (!context.executor().isShuttingDown()) {
            context.executor().execute(task);
        }
    }

    private void endEldest(String address) {
        Set<Handshake> own = unfinished.get(address);
        if (own.size() > mostOfAddress) {
            end(own.iterator().next());
        } else if (unfinishedCount > most) {
            unfinished.values().stream()
                    .max(Comparator.comparingInt(Set::size))
                    .ifPresent(largest -> end(largest.iterator().next()));
        }
    }

    private void end(Handshake eldest) {
        eldest.channel.close();
        finished(eldest);
    }

    private void finished(Handshake handshake) {
        Set<Handshake> own = unfinished.get(handshake.address);
        if (own != null && own.remove(handshake)) {
            unfinishedCount--;
            if (own.isEmpty()) {
                unfinished.remove(handshake.address);
            }
            handshake.over();
        }
    }

    /** The port closes: who waited at the door comes again. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        turnAway();
        ctx.fireChannelInactive();
    }

    private void turnAway() {
        List<Channel> all = waiting.removeAll();
        door.waiting.addAndGet(-all.size());
        all.forEach(channel -> channel.unsafe().closeForcibly());
    }
}
