package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.mqtt.RawMqtt;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** A device with one connection that it keeps, which can be asked at any time to show that it is served: it sends a message and gets its answer. */
public final class ServedDevice implements AutoCloseable {

    private final String way;
    private final String deviceId;
    private final Socket socket;
    private final RawMqtt mqtt;

    /** Connects on the plain port of this way, and is served. */
    public ServedDevice(ListenFixture fixture, String way, String deviceId) throws IOException {
        this.way = way;
        this.deviceId = deviceId;
        this.socket = fixture.connect(way);
        this.mqtt = new RawMqtt(socket, 5);
        if (way.equals("mqtt")) {
            mqtt.accepted(new RawMqtt.Connect().as(deviceId, TOKEN).clientId("port-" + socket.getLocalPort()));
        } else if (way.equals("tcp")) {
            write("{\"hello\":{\"deviceId\":\"" + deviceId + "\",\"password\":\"" + TOKEN + "\"}}\n");
        }
        isServed();
    }

    /** One message more is accepted. */
    public void isServed() throws IOException {
        if (way.equals("mqtt")) {
            mqtt.publish("wardlog/v1/" + deviceId + "/infusion.started", 1, 7, "{}");
            RawMqtt.Packet answer = mqtt.read();
            assertThat(answer).isNotNull();
            assertThat(answer.type()).isEqualTo(RawMqtt.PUBACK);
            assertThat(answer.ackReason()).isZero();
        } else if (way.equals("tcp")) {
            write("{}\n");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
        } else {
            post();
        }
    }

    private void post() throws IOException {
        String pair = deviceId + ":" + TOKEN;
        write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\r\n\r\n{}");
        assertThat(readLine(socket.getInputStream())).startsWith("HTTP/1.1 202");
        int length = 0;
        for (String line = readLine(socket.getInputStream());
                !line.equals("\r");
                line = readLine(socket.getInputStream())) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring(16).strip());
            }
        }
        assertThat(new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8))
                .contains("accepted");
    }

    /** Waits until the agent ends the connection. */
    public void ends() throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
