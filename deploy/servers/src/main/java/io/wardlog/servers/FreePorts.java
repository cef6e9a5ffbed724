package io.wardlog.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds loopback ports that nobody listens on. Ports come from below the range that the kernel gives to outgoing connections, so that a server which is
 * stopped finds its port still free when it comes back. They come in blocks, and a process that asks here holds the first port of each block which it
 * gives away: so no port is given twice, to this process or to another that asks here, long before anybody binds it. Safe for use by several threads.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int BLOCK = 100;
    private static final int TRIES = 1_000;
    /** Which ports a process has given away is a truth of the process, so there is one for all who ask. */
    private static final FreePorts OF_THIS_PROCESS = new FreePorts();

    private final List<ServerSocket> claims = new ArrayList<>();
    private int next;
    private int end;

    /** With nothing given away yet. */
    FreePorts() {}

    /** A port that could be bound just now and that nobody else gets from here as long as this process lives. */
    public static int next() {
        return OF_THIS_PROCESS.take();
    }

    /** The wanted port when it is free, else another one. */
    public static int preferring(int wanted) {
        return isFree(wanted) ? wanted : next();
    }

    /** Whether the port could be bound on the loopback address and on the wildcard address just now. */
    public static boolean isFree(int port) {
        return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && canBind(new InetSocketAddress(port));
    }

    /** As {@link #next()}, of this holder. */
    synchronized int take() {
        while (true) {
            if (next == end) {
                claimBlock();
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private void claimBlock() {
        for (int i = 0; i < TRIES; i++) {
            int first = FIRST + BLOCK * ThreadLocalRandom.current().nextInt((LAST - FIRST) / BLOCK);
            Optional<ServerSocket> claim = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first));
            if (claim.isPresent()) {
                claims.add(claim.get()); // kept, and so bound until the process ends
                next = first + 1;
                end = first + BLOCK;
                return;
            }
        }
        throw new IllegalStateException("no free block of ports found between " + FIRST + " and " + LAST);
    }

    private static boolean canBind(InetSocketAddress address) {
        Optional<ServerSocket> bound = bind(address);
        try {
            if (bound.isPresent()) {
                bound.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bound.isPresent();
    }

    /** A socket that listens there; none when somebody else does. */
    private static Optional<ServerSocket> bind(InetSocketAddress address) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(address);
                return Optional.of(socket);
            } catch (java.net.BindException taken) {
                socket.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
