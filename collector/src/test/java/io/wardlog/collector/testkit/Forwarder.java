package io.wardlog.collector.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Another address of a Kafka broker on loopback: TCP is passed on, byte by byte or with another advertised address. */
public final class Forwarder implements AutoCloseable {
    private static final byte[] ADVERTISED = compact("127.0.0.1");

    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final String advertised;

    private Forwarder(Vertx vertx, String address, int target, String advertised) throws Exception {
        this.target = target;
        this.advertised = advertised;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer(
                        new NetServerOptions().setHost(address).setPort(0))
                .connectHandler(this::connected)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** What speaks to it speaks to the broker at {@code target} on 127.0.0.1. */
    public static Forwarder at(Vertx vertx, String address, int target) throws Exception {
        return new Forwarder(vertx, address, target, "");
    }

    /** The same in plain text, where the broker says that it is at {@code advertised} and the port of this. */
    public static Forwarder advertising(Vertx vertx, String advertised, int target) throws Exception {
        return new Forwarder(vertx, "127.0.0.1", target, advertised);
    }

    public int port() {
        return server.actualPort();
    }

    private void connected(NetSocket from) {
        from.pause();
        client.connect(target, "127.0.0.1").onFailure(failure -> from.close()).onSuccess(to -> {
            from.handler(to::write);
            from.closeHandler(closed -> to.close());
            to.closeHandler(closed -> from.close());
            if (advertised.isEmpty()) {
                to.handler(from::write);
            } else {
                to.handler(frames(from));
            }
            from.resume();
        });
    }

    /** Kafka's answers: four bytes of length, and so much. */
    private RecordParser frames(NetSocket from) {
        RecordParser parser = RecordParser.newFixed(4);
        boolean[] isLength = {true};
        parser.handler(part -> {
            if (isLength[0]) {
                parser.fixedSizeMode(part.getInt(0));
            } else {
                Buffer answer = renamed(part);
                from.write(Buffer.buffer().appendInt(answer.length()).appendBuffer(answer));
                parser.fixedSizeMode(4);
            }
            isLength[0] = !isLength[0];
        });
        return parser;
    }

    /** Puts the other address in the place of the broker's, which is followed by its port. */
    private Buffer renamed(Buffer answer) {
        Buffer renamed = Buffer.buffer();
        int at = 0;
        while (at < answer.length()) {
            if (begins(answer, at)) {
                renamed.appendBytes(compact(advertised)).appendInt(port());
                at += ADVERTISED.length + 4;
            } else {
                renamed.appendByte(answer.getByte(at++));
            }
        }
        return renamed;
    }

    private static boolean begins(Buffer answer, int at) {
        return at + ADVERTISED.length + 4 <= answer.length()
                && Arrays.equals(answer.getBytes(at, at + ADVERTISED.length), ADVERTISED);
    }

    /** A compact string of Kafka's protocol: one more than its length, and its bytes. */
    private static byte[] compact(String text) {
        return Buffer.buffer()
                .appendByte((byte) (text.length() + 1))
                .appendBytes(text.getBytes(StandardCharsets.US_ASCII))
                .getBytes();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
