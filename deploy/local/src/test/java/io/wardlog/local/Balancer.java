package io.wardlog.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One TCP address before several collectors, as a hospital's load balancer is: a connection goes to the next of them that takes it, and TLS goes
 * through. Daemon threads; two a connection.
 */
final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;

    private final int[] targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Balancer(int... targets) throws IOException {
        this.targets = targets;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket target = connect()) {
            daemon(() -> pump(target, client));
            pump(client, target);
        } catch (IOException nobodyThere) {
            // both are closed: the client tries again
        }
    }

    private Socket connect() throws IOException {
        int first = turn.getAndIncrement();
        IOException last = new IOException("no target");
        for (int i = 0; i < targets.length; i++) {
            Socket target = new Socket();
            try {
                target.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), targets[Math.floorMod(first + i, targets.length)]),
                        CONNECT_MILLIS);
                return target;
            } catch (IOException gone) {
                target.close();
                last = gone;
            }
        }
        throw last;
    }

    /** Copies until one end closes; then both are closed. */
    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException closed) {
            // the other direction closed it, or a process was killed
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
