package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device on a TCP connection, one message at a time. */
final class TcpDevice implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    /** What the agent said to an accepted message. */
    record Accepted(String eventId, long sequenceNumber) {}

    TcpDevice(int port) throws IOException {
        this(port, AgentFixture.PUMP);
    }

    TcpDevice(int port, String deviceId) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        write("{\"hello\":{\"deviceId\":\"" + deviceId + "\",\"password\":\"" + AgentFixture.TOKEN + "\"}}");
    }

    private void write(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a line; null when the connection ended without an answer. */
    String send(String line) throws IOException {
        write(line);
        return in.readLine();
    }

    /** The socket, for what is not one message at a time. */
    Socket socket() {
        return socket;
    }

    /** The next answer. */
    String receive() throws IOException {
        return in.readLine();
    }

    Accepted heartbeat() throws IOException {
        Accepted accepted = accepted(send(AgentFixture.heartbeat()));
        assertThat(accepted).isNotNull();
        return accepted;
    }

    /** Null when {@code answer} is not of an accepted message. */
    static Accepted accepted(String answer) {
        if (answer == null || !answer.contains("\"status\":\"accepted\"")) {
            return null;
        }
        JsonReading reading = StrictJson.read(answer.getBytes(StandardCharsets.UTF_8), JsonLimits.DEVICE_MESSAGE);
        var node = ((JsonReading.Value) reading).node();
        return new Accepted(
                node.get("eventId").textValue(), node.get("sequenceNumber").longValue());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
