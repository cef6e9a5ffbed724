package io.wardlog.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The line between an agent and its collector, with what a hospital's network does to it. Bytes of one connection keep their order, as TCP
 * has it; what is sent over two can cross. Faults are set from any thread; everything else belongs to Vert.x's loops.
 */
final class FaultyLine {

    /** What it does with connections and bytes. */
    enum Fault {
        /** Passes everything. */
        NONE,
        /** Resets new connections and those that stand. */
        REFUSE,
        /** Swallows what comes, in both directions, and closes nothing. Such a connection stays lost. */
        HALF_OPEN,
        /** Passes a few bytes at a time. */
        SLOW,
        /** Passes half of what the collector answers, then resets the connection. */
        RESET_IN_ANSWER,
        /** Keeps what the agent sends for longer than that waits for an answer; then delivers it, also when the agent is gone. */
        HOLD,
        /** Sends all that comes over new connections a second time, over one of its own; those that stand are reset. */
        DOUBLE
    }

    private static final int PIECE = 199;
    private static final long PIECE_MILLIS = 2;
    /** More than a TLS handshake of the agent has. */
    private static final int HANDSHAKE_BYTES = 3_000;

    final int port;
    private final Vertx vertx;
    private final NetClient client;
    private final int collector;
    private final long holdMillis;
    private final Set<Connection> standing = ConcurrentHashMap.newKeySet();
    private final AtomicLong troubled = new AtomicLong();
    private volatile Fault fault = Fault.NONE;

    /**
     * @param collector the port of the collector behind it
     * @param holdMillis how long {@link Fault#HOLD} keeps what is sent
     */
    FaultyLine(Vertx vertx, int collector, long holdMillis) {
        this.vertx = vertx;
        this.collector = collector;
        this.holdMillis = holdMillis;
        this.client = vertx.createNetClient(new NetClientOptions().setSoLinger(0));
        this.port = vertx.createNetServer(new NetServerOptions().setSoLinger(0))
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    /** From now on. */
    void set(Fault next) {
        fault = next;
        if (next == Fault.REFUSE || next == Fault.DOUBLE) {
            standing.forEach(Connection::reset);
        }
    }

    /** How often a fault did something to a connection. */
    long troubled() {
        return troubled.get();
    }

    private void accept(NetSocket agent) {
        if (fault == Fault.REFUSE) {
            troubled.incrementAndGet();
            agent.close();
            return;
        }
        agent.pause();
        client.connect(collector, "127.0.0.1")
                .onSuccess(other -> new Connection(agent, other).begin())
                .onFailure(refused -> agent.close());
    }

    /** One connection and the one behind it. */
    private final class Connection {
        private final NetSocket agent;
        private final NetSocket collectors;
        private final boolean doubled = fault == Fault.DOUBLE;
        private Future<Void> toCollector = Future.succeededFuture();
        private Future<Void> toAgent = Future.succeededFuture();
        private Future<NetSocket> second = Future.failedFuture("none");
        private int sent;
        private boolean lost;

        Connection(NetSocket agent, NetSocket collectors) {
            this.agent = agent;
            this.collectors = collectors;
        }

        void begin() {
            standing.add(this);
            if (doubled) {
                troubled.incrementAndGet();
                second = client.connect(collector, "127.0.0.1");
            }
            agent.handler(this::sends).closeHandler(gone -> ends());
            collectors.handler(this::answers).closeHandler(gone -> {
                standing.remove(this);
                closeAgent();
            });
            agent.resume();
        }

        private synchronized void sends(Buffer bytes) {
            sent += bytes.length();
            if (isLost()) {
                return;
            }
            second.onSuccess(socket -> socket.write(bytes.copy()));
            toCollector = passes(toCollector, collectors, bytes, fault == Fault.HOLD);
        }

        private synchronized void answers(Buffer bytes) {
            if (isLost()) {
                return;
            }
            if (fault == Fault.RESET_IN_ANSWER && sent > HANDSHAKE_BYTES) {
                lost = true;
                troubled.incrementAndGet();
                toAgent = toAgent.compose(before -> agent.write(bytes.slice(0, bytes.length() / 2)))
                        .eventually(() -> {
                            reset();
                            return Future.succeededFuture();
                        });
                return;
            }
            toAgent = passes(toAgent, agent, bytes, false);
        }

        private boolean isLost() {
            if (fault == Fault.HALF_OPEN && !lost) {
                lost = true;
                troubled.incrementAndGet();
            }
            return lost;
        }

        private Future<Void> passes(Future<Void> before, NetSocket to, Buffer bytes, boolean held) {
            if (held) {
                troubled.incrementAndGet();
                return before.compose(done -> vertx.timer(holdMillis, TimeUnit.MILLISECONDS))
                        .compose(later -> to.write(bytes));
            }
            return fault == Fault.SLOW ? inPieces(before, to, bytes) : before.compose(done -> to.write(bytes));
        }

        private Future<Void> inPieces(Future<Void> before, NetSocket to, Buffer bytes) {
            troubled.incrementAndGet();
            Future<Void> last = before;
            for (int from = 0; from < bytes.length(); from += PIECE) {
                Buffer piece = bytes.slice(from, Math.min(bytes.length(), from + PIECE));
                last = last.compose(done -> vertx.timer(PIECE_MILLIS, TimeUnit.MILLISECONDS))
                        .compose(later -> to.write(piece));
            }
            return last;
        }

        private synchronized void closeAgent() {
            if (!lost) {
                toAgent = toAgent.eventually(() -> agent.close());
            }
        }

        /** What is on its way to the collector arrives there. */
        private synchronized void ends() {
            standing.remove(this);
            toCollector = toCollector.eventually(() -> collectors.close());
            second.onSuccess(NetSocket::close);
        }

        void reset() {
            troubled.incrementAndGet();
            agent.close();
            collectors.close();
        }
    }
}
