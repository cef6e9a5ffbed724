package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device that sends lines over TCP, each with an id. */
final class CampaignLines extends CampaignDevice {

    private OutputStream out;
    private BufferedReader in;

    CampaignLines(String id, int window) {
        super(id, window);
    }

    @Override
    String way() {
        return "tcp";
    }

    @Override
    void connect(Socket socket) throws IOException {
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        write("{\"hello\":{\"deviceId\":\"" + id + "\",\"password\":\"" + AgentFixture.TOKEN + "\"}}");
    }

    private void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    void send(Sent message, boolean again) throws IOException {
        write("{\"eventType\":\"device.heartbeat\",\"deviceId\":\"" + id + "\"," + message.members(true));
    }

    @Override
    void hear() throws IOException {
        String answer = in.readLine();
        if (answer == null || answer.contains("\"status\":\"busy\"")) {
            throw new EOFException("the agent ends");
        }
        TcpDevice.Accepted accepted = TcpDevice.accepted(answer);
        assertThat(accepted).as(answer).isNotNull();
        assertThat(accepted.eventId()).as("the order of answers").isEqualTo(oldest().eventId);
        acknowledge(oldest(), accepted.sequenceNumber());
        done(oldest());
    }
}
