package io.wardlog.edge;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.wardlog.edge.forward.http2.UplinkTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A device that says one thing in every way that an agent hears, with as few classes as can be that an agent does not need: all of them are archived. */
final class RehearsalDevice {

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RehearsalSite site;
    private final Map<String, Integer> ports;

    RehearsalDevice(RehearsalSite site, Map<String, Integer> ports) {
        this.site = site;
        this.ports = ports;
    }

    /** Sends a heartbeat on every way; each is acknowledged when this returns. */
    void sendOnEveryWay() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            overMqtt(vertx, new MqttClientOptions(), "mqtt");
            PemTrustOptions trust = new PemTrustOptions().addCertPath(site.ca().toString());
            MqttClientOptions tls = new MqttClientOptions().setSsl(true).setTrustOptions(trust);
            tls.setSslEngineOptions(UplinkTls.engine());
            overMqtt(vertx, tls, "mqtts");
        } finally {
            await(vertx.close());
        }
        overTcp();
        overHttp();
    }

    private void overMqtt(Vertx vertx, MqttClientOptions options, String way) throws Exception {
        options.setClientId(RehearsalSite.DEVICE).setHostnameVerificationAlgorithm("");
        MqttClient client = MqttClient.create(
                vertx, options.setUsername(RehearsalSite.DEVICE).setPassword(site.token()));
        await(client.connect(ports.get(way), HOST));
        Future<Integer> acknowledged = Future.future(done -> client.publishCompletionHandler(done::complete));
        String topic = "wardlog/v1/" + RehearsalSite.DEVICE + "/device.heartbeat";
        await(client.publish(topic, Buffer.buffer(heartbeat()), MqttQoS.AT_LEAST_ONCE, false, false));
        await(acknowledged);
        await(client.disconnect());
    }

    private void overTcp() throws IOException {
        try (Socket socket = connect("tcp")) {
            String hello = "{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"}}\n"
                    .formatted(RehearsalSite.DEVICE, site.token());
            socket.getOutputStream().write((hello + heartbeat() + "\n").getBytes(StandardCharsets.UTF_8));
            requireAccepted(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine());
        }
    }

    private void overHttp() throws IOException {
        String pair = RehearsalSite.DEVICE + ":" + site.token();
        String authorization = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        requireAccepted(ask(
                "http",
                "POST /v1/events HTTP/1.1\r\nAuthorization: Basic " + authorization
                        + "\r\nContent-Type: application/json\r\n",
                heartbeat()));
        ask("status", "GET /status HTTP/1.1\r\n", "");
    }

    /** Without an HTTP client of the JDK: its classes would lie in the archive, and in the memory of every agent. */
    private String ask(String port, String head, String body) throws IOException {
        try (Socket socket = connect(port)) {
            String request = head + "Host: " + HOST + "\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket connect(String port) throws IOException {
        Socket socket = new Socket(HOST, ports.get(port));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Both ways answer with the event's status. */
    private static void requireAccepted(String answer) throws IOException {
        if (answer == null || !answer.contains("\"accepted\"")) {
            throw new IOException("not accepted: " + answer);
        }
    }

    private static String heartbeat() {
        return "{\"deviceId\":\"%s\",\"eventType\":\"device.heartbeat\",\"eventTime\":\"%s\",\"payload\":{\"status\":\"ok\"}}"
                .formatted(RehearsalSite.DEVICE, Instant.now());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
