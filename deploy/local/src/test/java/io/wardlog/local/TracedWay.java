package io.wardlog.local;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A way in to an agent whose client can name the trace that its message is a part of; each with a client that others wrote. */
enum TracedWay {
    MQTT_5 {
        @Override
        List<String> command(DemoPorts.AgentPorts ports, DemoDevice device, Message message, String traceparent) {
            return List.of(
                    "mosquitto_pub",
                    "-V",
                    "mqttv5",
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
                    "-D",
                    "publish",
                    "user-property",
                    "traceparent",
                    traceparent,
                    "-t",
                    "wardlog/v1/" + device.id() + "/" + message.eventType(),
                    "-s");
        }
    },
    HTTP {
        @Override
        List<String> command(DemoPorts.AgentPorts ports, DemoDevice device, Message message, String traceparent) {
            return List.of(
                    "curl",
                    "--silent",
                    "--show-error",
                    "--user",
                    device.id() + ":" + device.password(),
                    "--header",
                    "Content-Type: application/json",
                    "--header",
                    "traceparent: " + traceparent,
                    "--data-binary",
                    "@-",
                    "http://" + DemoAddresses.HOST + ":" + ports.http() + "/v1/events");
        }
    };

    abstract List<String> command(DemoPorts.AgentPorts ports, DemoDevice device, Message message, String traceparent);

    /** Sends the message as this device and as a part of this trace, and has what the client printed. */
    String send(DemoPorts.AgentPorts ports, DemoDevice device, Message message, String traceparent) throws Exception {
        return Tools.run(message.text().getBytes(StandardCharsets.UTF_8), command(ports, device, message, traceparent));
    }

    /** A trace's id that nobody else has. */
    static String newTraceId() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        id[0] = 1; // not all 0
        return HexFormat.of().formatHex(id);
    }
}
