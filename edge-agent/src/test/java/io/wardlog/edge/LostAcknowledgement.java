package io.wardlog.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between an MQTT client and the agent that breaks just before the first PUBACK arrives, and works ever after. */
final class LostAcknowledgement implements AutoCloseable {

    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Integer> publishes = new CopyOnWriteArrayList<>();
    private final List<Integer> lost = new CopyOnWriteArrayList<>();

    LostAcknowledgement(int target) throws IOException {
        this.target = target;
        run(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first byte of each PUBLISH that passed; 8 in it is DUP. */
    List<Integer> publishes() {
        return publishes;
    }

    /** How many acknowledgements were lost. */
    int lost() {
        return lost.size();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket agent = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, agent));
            run(() -> pass(client, agent));
            run(() -> pass(agent, client));
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] chunk = new byte[4096];
        InputStream in = from.getInputStream();
        for (int length = in.read(chunk); length > 0; length = in.read(chunk)) {
            int type = (chunk[0] & 0xff) >> 4;
            if (type == PUBLISH) {
                publishes.add(chunk[0] & 0xff);
            }
            if (type == PUBACK && lost.isEmpty()) {
                lost.add(type);
                break;
            }
            to.getOutputStream().write(chunk, 0, length);
        }
        from.close();
        to.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException closed) {
                // one side went away: the other is closed by its own thread or at the end
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
