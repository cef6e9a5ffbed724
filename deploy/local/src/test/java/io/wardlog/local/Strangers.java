package io.wardlog.local;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everyone whom an agent must refuse at the door: unknown, with wrong credentials, with the wrong TLS or none, silent. */
final class Strangers {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Validity LAST_YEAR =
            Validity.starting(Instant.now().minus(Duration.ofDays(365)), Duration.ofDays(90));
    private static final String OLD_TLS = "protocol version";
    private static final String PLAIN = "not a TLS handshake\n";

    private final DemoPorts.AgentPorts ports;
    private final DemoDevice device;
    private final Path ca;
    private final Path foreign;
    private final Path expired;

    /** Strangers who claim to be {@code device} where they claim to be anyone; makes their certificates below the directory. */
    Strangers(Stack stack, DemoPorts.AgentPorts ports, DemoDevice device, Path directory) throws IOException {
        this.ports = ports;
        this.device = device;
        this.ca = stack.keys.ca();
        this.foreign = DevelopmentPki.create(directory.resolve("foreign"), stack.keys.validity())
                .device(DemoNames.TENANT, device.id(), stack.keys.validity());
        this.expired = sameAuthority(stack.layout.pki(), directory.resolve("expired"))
                .device(DemoNames.TENANT, device.id(), LAST_YEAR);
    }

    /** The installation's authority in another directory, where it can issue a second certificate for the same device. */
    private static DevelopmentPki sameAuthority(Path pki, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String file : List.of("ca.pem", "ca.key")) {
            Files.copy(pki.resolve(file), directory.resolve(file));
        }
        return DevelopmentPki.open(directory);
    }

    /** All who say all that they have to say. */
    List<Stranger> talking() {
        List<Stranger> all = new ArrayList<>(unknown());
        all.addAll(unfit());
        return all;
    }

    private List<Stranger> unknown() {
        DemoDevice nobody = new DemoDevice("pump-nobody", device.type(), device.password(), "", "");
        DemoDevice impostor = new DemoDevice(device.id(), device.type(), "0".repeat(64), "", "");
        List<Stranger> all = new ArrayList<>();
        for (Way way : List.of(Way.MQTT_5, Way.MQTT_3_1_1, Way.TCP, Way.HTTP)) {
            all.add(signingIn("an unknown device", way, nobody, ErrorCode.UNKNOWN_DEVICE));
            all.add(signingIn("a wrong token", way, impostor, ErrorCode.WRONG_CREDENTIALS));
        }
        return all;
    }

    private Stranger signingIn(String who, Way way, DemoDevice as, ErrorCode code) {
        String told = way.protocol == SourceProtocol.MQTT ? "bad user name or password" : way.told(code);
        return new Stranger(
                who + " by " + way, way.protocol, code, told, () -> way.send(ports, as, Message.heartbeat(as.id())));
    }

    private List<Stranger> unfit() {
        ErrorCode certificate = ErrorCode.CERTIFICATE_REJECTED;
        ErrorCode tls = ErrorCode.TLS_FAILED;
        return List.of(
                new Stranger(
                        "a certificate of another CA by MQTT",
                        SourceProtocol.MQTT,
                        certificate,
                        "rror",
                        () -> mosquitto(foreign)),
                new Stranger(
                        "a certificate of another CA by TCP",
                        SourceProtocol.TCP,
                        certificate,
                        "unknown ca",
                        () -> openssl(foreign)),
                new Stranger(
                        "an expired certificate by MQTT",
                        SourceProtocol.MQTT,
                        certificate,
                        "rror",
                        () -> mosquitto(expired)),
                new Stranger(
                        "an expired certificate by TCP",
                        SourceProtocol.TCP,
                        certificate,
                        "certificate expired",
                        () -> openssl(expired)),
                new Stranger("TLS 1.0 by MQTT", SourceProtocol.MQTT, tls, OLD_TLS, () -> openssl10(ports.mqtts())),
                new Stranger("TLS 1.0 by TCP", SourceProtocol.TCP, tls, OLD_TLS, () -> openssl10(ports.tcps())),
                new Stranger(
                        "plain text at the TLS port of MQTT",
                        SourceProtocol.MQTT,
                        tls,
                        "",
                        () -> talk(ports.mqtts(), PLAIN)),
                new Stranger(
                        "plain text at the TLS port of TCP",
                        SourceProtocol.TCP,
                        tls,
                        "",
                        () -> talk(ports.tcps(), PLAIN)));
    }

    /** Each begins something and says no more; what ends it is the agent's own patience. */
    List<Stranger> silent() {
        ErrorCode late = ErrorCode.TIMED_OUT;
        String clientHello = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
        String header = "POST /v1/events HTTP/1.1\r\nHost: agent\r\nContent-Le";
        String body =
                "POST /v1/events HTTP/1.1\r\nHost: agent\r\nAuthorization: Basic %s\r\nContent-Length: 99\r\n\r\n{"
                        .formatted(basic());
        String hello =
                "{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"}}\n".formatted(device.id(), device.password());
        return List.of(
                silence("half an MQTT packet", SourceProtocol.MQTT, "", ports.mqtt(), "\u0010\u0040\u0000\u0004MQTT"),
                silence("half a TCP hello", SourceProtocol.TCP, late.code(), ports.tcp(), "{\"hello\":{\"dev"),
                silence("half a TCP line", SourceProtocol.TCP, late.code(), ports.tcp(), hello + "{\"eventType\""),
                silence("half a TLS handshake, MQTT", SourceProtocol.MQTT, "", ports.mqtts(), clientHello),
                silence("half a TLS handshake, TCP", SourceProtocol.TCP, "", ports.tcps(), clientHello),
                silence("half an HTTP header", SourceProtocol.HTTP, "HTTP/1.1 408 ", ports.http(), header),
                silence("half an HTTP body", SourceProtocol.HTTP, late.code(), ports.http(), body));
    }

    private Stranger silence(String who, SourceProtocol protocol, String told, int port, String beginning) {
        return new Stranger(who, protocol, ErrorCode.TIMED_OUT, told, () -> talk(port, beginning));
    }

    private String basic() {
        byte[] pair = (device.id() + ":" + device.password()).getBytes(StandardCharsets.UTF_8);
        return java.util.Base64.getEncoder().encodeToString(pair);
    }

    private String mosquitto(Path certificate) throws Exception {
        return Tools.run(
                new byte[0],
                List.of(
                        "mosquitto_pub",
                        "-h",
                        DemoAddresses.HOST,
                        "-p",
                        Integer.toString(ports.mqtts()),
                        "--cafile",
                        ca.toString(),
                        "--cert",
                        certificate.resolve("tls.pem").toString(),
                        "--key",
                        certificate.resolve("tls.key").toString(),
                        "-q",
                        "1",
                        "-t",
                        "wardlog/v1/" + device.id() + "/device.heartbeat",
                        "-n"));
    }

    private String openssl(Path certificate) throws Exception {
        return Tools.run(
                new byte[0],
                List.of(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-connect",
                        DemoAddresses.HOST + ":" + ports.tcps(),
                        "-CAfile",
                        ca.toString(),
                        "-cert",
                        certificate.resolve("tls.pem").toString(),
                        "-key",
                        certificate.resolve("tls.key").toString()));
    }

    private static String openssl10(int port) throws Exception {
        return Tools.run(
                new byte[0],
                List.of(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-tls1",
                        "-cipher",
                        "DEFAULT@SECLEVEL=0",
                        "-connect",
                        DemoAddresses.HOST + ":" + port));
    }

    /** Sends this and then nothing, and listens until the other side closes. */
    private static String talk(int port, String bytes) throws IOException {
        try (Socket socket = new Socket(DemoAddresses.HOST, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
