package io.wardlog.simulator.link;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** NDJSON over TCP: a hello line, then a line a message; the agent answers in the order of the lines. */
final class TcpLink implements DeviceLink {
    private static final long DEFAULT_RETRY_MILLIS = 1_000;

    private final Endpoint endpoint;
    private final Credential device;
    private final NetClient client;
    private final Queue<Promise<Answer>> unanswered = new ArrayDeque<>();
    private final Promise<Void> closed = Promise.promise();
    private NetSocket socket;

    TcpLink(Vertx vertx, Endpoint endpoint, Credential device) {
        this.endpoint = endpoint;
        this.device = device;
        NetClientOptions options = new NetClientOptions();
        endpoint.configure(options, device);
        this.client = vertx.createNetClient(options);
    }

    @Override
    public Future<Void> connect() {
        return client.connect(endpoint.port(), endpoint.host()).map(connected -> {
            socket = connected;
            socket.handler(RecordParser.newDelimited("\n", this::answered));
            socket.closeHandler(end -> broken());
            socket.exceptionHandler(end -> socket.close());
            JsonObject hello = new JsonObject().put("deviceId", device.id()).put("password", device.password());
            socket.write(new JsonObject().put("hello", hello).encode() + "\n");
            return null;
        });
    }

    @Override
    public Future<Answer> send(SimulatedMessage message) {
        Promise<Answer> answer = Promise.promise();
        unanswered.add(answer);
        socket.write(Buffer.buffer(message.body()).appendByte((byte) '\n'));
        return answer.future();
    }

    private void answered(Buffer line) {
        Promise<Answer> answer = unanswered.poll();
        if (answer == null) {
            socket.close(); // the hello was refused: nothing was asked
            return;
        }
        JsonObject said = line.toJsonObject();
        switch (said.getString("status", "")) {
            case "accepted" -> answer.complete(new Answer.Acknowledged());
            case "rejected" -> answer.complete(new Answer.Refused(said.getString("code")));
            case "busy" ->
                answer.complete(new Answer.Busy(Duration.ofMillis(said.getLong("retryAfterMs", DEFAULT_RETRY_MILLIS))));
            default -> answer.fail("no such answer: " + line);
        }
    }

    private void broken() {
        unanswered.forEach(each -> each.tryFail("connection closed"));
        unanswered.clear();
        closed.tryComplete();
    }

    @Override
    public Future<Void> whenClosed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
