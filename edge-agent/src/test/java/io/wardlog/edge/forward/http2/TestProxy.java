package io.wardlog.edge.forward.http2;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.wardlog.config.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A CONNECT proxy that knows one destination and can fail in every way. What it does is set before a connection comes. */
final class TestProxy {

    /** What it does with a connection. */
    enum Mode {
        /** Opens the way. */
        OPEN,
        /** Answers with {@code status}. */
        REFUSE,
        /** Takes the request and says nothing. */
        HANG,
        /** Opens the way, and cuts it after {@code cutAfter} more bytes to the collector. */
        CUT,
        /** Closes without an answer. */
        CLOSE
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final HostPort address;
    volatile Mode mode = Mode.OPEN;
    volatile String status = "502 Bad Gateway";
    volatile String credentials = "";
    final AtomicLong cutAfter = new AtomicLong();
    private final NetClient client;
    private final int destination;

    TestProxy(Vertx vertx, int destination) {
        this.client = vertx.createNetClient();
        this.destination = destination;
        this.address = new HostPort(
                "127.0.0.1",
                vertx.createNetServer()
                        .connectHandler(this::accept)
                        .listen(0, "127.0.0.1")
                        .await()
                        .actualPort());
    }

    private void accept(NetSocket socket) {
        Buffer head = Buffer.buffer();
        socket.handler(bytes -> {
            head.appendBuffer(bytes);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) { // a client sends no TLS before the way is open
                requests.add(text);
                answer(socket, text);
            }
        });
    }

    private void answer(NetSocket socket, String request) {
        boolean isKnown = credentials.isEmpty()
                || request.lines().anyMatch(line -> line.equalsIgnoreCase("proxy-authorization: Basic " + credentials));
        if (!isKnown) {
            socket.end(Buffer.buffer("HTTP/1.1 407 Proxy Authentication Required\r\n"
                    + "Proxy-Authenticate: Basic realm=\"hospital\"\r\nContent-Length: 0\r\n\r\n"));
            return;
        }
        switch (mode) {
            case OPEN, CUT -> open(socket);
            case REFUSE -> socket.end(Buffer.buffer("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
            case CLOSE -> socket.close();
            default -> socket.handler(ignored -> {});
        }
    }

    private void open(NetSocket socket) {
        socket.pause();
        client.connect(destination, "127.0.0.1").onSuccess(collector -> {
            socket.handler(bytes -> forward(bytes, socket, collector));
            socket.closeHandler(closed -> collector.close());
            collector.handler(socket::write);
            collector.closeHandler(closed -> socket.close());
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            socket.resume();
        });
    }

    private void forward(Buffer bytes, NetSocket from, NetSocket collector) {
        if (mode == Mode.CUT && cutAfter.addAndGet(-bytes.length()) < 0) {
            from.close();
        } else {
            collector.write(bytes);
        }
    }
}
