package io.wardlog.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A patient's name in the places of each protocol that are not the message: names, topics, wills, properties, headers, paths, methods. */
record Misplaced(DemoPorts.AgentPorts ports, DemoDevice device, String marker) {

    /** Does it all, and has what the clients printed. */
    List<String> send() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String version : List.of("mqttv5", "mqttv311")) {
            mqtt(version, answers);
        }
        mqttProperties(answers);
        http(answers);
        tcp(answers);
        return answers;
    }

    private void mqtt(String version, List<String> answers) throws Exception {
        String topic = "wardlog/v1/" + device.id() + "/device.heartbeat";
        answers.add(mosquitto(version, device.id(), device.password(), marker, topic));
        answers.add(mosquitto(version, marker, device.password(), device.id(), topic));
        answers.add(mosquitto(version, device.id(), marker, device.id(), topic));
        answers.add(mosquitto(
                version, device.id(), device.password(), device.id(), "wardlog/v1/" + marker + "/device.heartbeat"));
        answers.add(mosquitto(
                version, device.id(), device.password(), device.id(), "wardlog/v1/" + device.id() + "/" + marker));
        answers.add(mosquitto(
                version,
                device.id(),
                device.password(),
                device.id(),
                "wardlog/v1/" + device.id() + "/patient." + marker.toLowerCase(java.util.Locale.ROOT)));
        answers.add(mosquitto(version, device.id(), device.password(), device.id(), marker));
        answers.add(mosquitto(
                version,
                device.id(),
                device.password(),
                device.id(),
                topic,
                "--will-topic",
                "wardlog/v1/" + device.id() + "/" + marker,
                "--will-payload",
                marker));
        answers.add(mosquitto(
                version,
                device.id(),
                device.password(),
                device.id(),
                topic,
                "--will-topic",
                topic,
                "--will-payload",
                marker));
    }

    private void mqttProperties(List<String> answers) throws Exception {
        String topic = "wardlog/v1/" + device.id() + "/device.heartbeat";
        answers.add(mosquitto(
                "mqttv5",
                device.id(),
                device.password(),
                device.id(),
                topic,
                "-D",
                "connect",
                "user-property",
                marker,
                marker,
                "-D",
                "publish",
                "user-property",
                "patient",
                marker,
                "-D",
                "publish",
                "user-property",
                "traceparent",
                marker,
                "-D",
                "publish",
                "content-type",
                marker,
                "-D",
                "publish",
                "response-topic",
                marker,
                "-D",
                "publish",
                "correlation-data",
                marker));
    }

    private String mosquitto(
            String version, String user, String password, String clientId, String topic, String... more)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-V", version, "-h", DemoAddresses.HOST));
        command.addAll(List.of("-p", Integer.toString(ports.mqtt()), "-q", "1"));
        command.addAll(List.of("-i", clientId, "-u", user, "-P", password, "-t", topic, "-s"));
        command.addAll(List.of(more));
        return Tools.run(bytes(Message.heartbeat(device.id()).text()), command);
    }

    private void http(List<String> answers) throws Exception {
        String credentials = device.id() + ":" + device.password();
        answers.add(curl(credentials, "/v1/events?patient=" + marker, "--header", "X-Patient: " + marker));
        answers.add(curl(credentials, "/v1/events", "--header", "traceparent: " + marker));
        answers.add(curl(credentials, "/v1/" + marker));
        answers.add(curl(credentials, "/v1/events", "--request", marker));
        answers.add(curl(credentials, "/v1/events", "--header", "Content-Type: " + marker));
        answers.add(curl(credentials, "/v1/events", "--header", "Content-Encoding: " + marker));
        answers.add(curl(credentials, "/v1/events", "--header", marker + ": " + marker.repeat(1_000)));
        answers.add(curl(marker + ":" + device.password(), "/v1/events"));
        answers.add(curl(device.id() + ":" + marker, "/v1/events"));
        answers.add(curl(credentials, "/v1/events", "--header", "Authorization: " + marker));
    }

    private String curl(String credentials, String path, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--include"));
        command.addAll(List.of("--user", credentials, "--data-binary", "@-"));
        command.addAll(List.of(more));
        command.add("http://" + DemoAddresses.HOST + ":" + ports.http() + path);
        return Tools.run(bytes(Message.heartbeat(device.id()).text()), command);
    }

    private void tcp(List<String> answers) throws Exception {
        String hello = "{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"%s}}\n";
        for (String line : List.of(
                marker + "\n",
                hello.formatted(marker, device.password(), ""),
                hello.formatted(device.id(), marker, ""),
                hello.formatted(device.id(), device.password(), ",\"" + marker + "\":1"),
                hello.formatted(device.id(), device.password(), "") + marker.repeat(200_000) + "\n",
                hello.formatted(device.id(), device.password(), "") + marker)) {
            answers.add(Tools.run(bytes(line), List.of("nc", "-N", DemoAddresses.HOST, Integer.toString(ports.tcp()))));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
