package io.wardlog.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One TCP address before several collectors, as a hospital's load balancer is: a connection goes to the one with the fewest that takes it, and TLS
 * goes through. Daemon threads; two a connection.
 */
final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;

    private final List<Target> targets;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    /** Where connections go, and how many are open there. */
    private record Target(int port, AtomicInteger open) {}

    Balancer(int... ports) throws IOException {
        targets = Arrays.stream(ports)
                .mapToObj(port -> new Target(port, new AtomicInteger()))
                .toList();
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
        try (client) {
            for (Target target : byOpenConnections()) {
                Optional<Socket> socket = connect(target);
                if (socket.isPresent()) {
                    join(client, socket.get(), target.open);
                    return;
                }
            }
        } catch (IOException closed) {
            // nobody is there, or it has been closed: the client tries again
        }
    }

    private static void join(Socket client, Socket target, AtomicInteger open) {
        open.incrementAndGet();
        daemon(() -> pump(target, client));
        pump(client, target);
        open.decrementAndGet();
    }

    private List<Target> byOpenConnections() {
        return targets.stream()
                .sorted(Comparator.comparingInt(target -> target.open.get()))
                .toList();
    }

    private static Optional<Socket> connect(Target target) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port), CONNECT_MILLIS);
            return Optional.of(socket);
        } catch (IOException gone) {
            socket.close();
            return Optional.empty();
        }
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
