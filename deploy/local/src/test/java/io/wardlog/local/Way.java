package io.wardlog.local;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A way in to an agent, each with a client that others wrote, and what that client says when it is told of a refusal. */
enum Way {
    MQTT_5(SourceProtocol.MQTT) {
        @Override
        String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message) throws Exception {
            return publish(ports, device, message, "mqttv5");
        }

        @Override
        String told(ErrorCode code) {
            return switch (code) {
                case DEVICE_MISMATCH, EVENT_TYPE_RESERVED -> "failed: Not authorized";
                default -> "failed: Payload format invalid";
            };
        }
    },
    /** Its PUBACK cannot refuse: the refusal is recorded, so the client need not send again. */
    MQTT_3_1_1(SourceProtocol.MQTT) {
        @Override
        String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message) throws Exception {
            return publish(ports, device, message, "mqttv311");
        }

        @Override
        String told(ErrorCode code) {
            return "";
        }
    },
    TCP(SourceProtocol.TCP) {
        @Override
        String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message) throws Exception {
            String hello =
                    "{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"}}".formatted(device.id(), device.password());
            return Tools.run(
                    bytes(hello + "\n" + message.text() + "\n"),
                    List.of("nc", "-N", DemoAddresses.HOST, Integer.toString(ports.tcp())));
        }

        @Override
        String told(ErrorCode code) {
            return "{\"status\":\"rejected\",\"code\":\"" + code.code() + "\"";
        }
    },
    HTTP(SourceProtocol.HTTP) {
        @Override
        String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message) throws Exception {
            String url = "http://" + DemoAddresses.HOST + ":" + ports.http() + "/v1/events";
            return Tools.run(
                    bytes(message.text()),
                    List.of(
                            "curl",
                            "--silent",
                            "--show-error",
                            "--include",
                            "--user",
                            device.id() + ":" + device.password(),
                            "--header",
                            "Content-Type: application/json",
                            "--data-binary",
                            "@-",
                            url));
        }

        @Override
        String told(ErrorCode code) {
            return "\"status\":" + code.httpStatus() + ",\"code\":\"" + code.code() + "\"";
        }
    };

    final SourceProtocol protocol;

    Way(SourceProtocol protocol) {
        this.protocol = protocol;
    }

    /** Sends the message as this device and has what the client printed. */
    abstract String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message) throws Exception;

    /** What a client prints, among other things, when its message is refused. */
    abstract String told(ErrorCode code);

    /** Whether that is the answer to a message that was taken. */
    boolean isAccepted(String output, Message message) {
        return protocol == SourceProtocol.MQTT
                ? output.isEmpty()
                : output.contains("\"status\":\"accepted\"") && output.contains(message.eventId());
    }

    private static String publish(DemoPorts.AgentPorts ports, DemoDevice device, Message message, String version)
            throws IOException, InterruptedException {
        return Tools.run(
                bytes(message.text()),
                List.of(
                        "mosquitto_pub",
                        "-V",
                        version,
                        "-h",
                        DemoAddresses.HOST,
                        "-p",
                        Integer.toString(ports.mqtt()),
                        "-q",
                        "1",
                        "-i",
                        device.id(),
                        "-u",
                        device.id(),
                        "-P",
                        device.password(),
                        "-t",
                        "wardlog/v1/" + device.id() + "/" + message.eventType(),
                        "-s"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
