package io.wardlog.edge.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.wardlog.edge.EdgeAgentMain;
import io.wardlog.edge.device.DeviceToken;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole site's devices come back at once: the agent as a process of its own, TLS, tokens, a message each. How many: {@code
 * -Dwardlog.agent.connections=N}, 10,000 with {@code -Pcampaign}; skipped where a process may not open that many files.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ReconnectStormIT {

    private static final int DEVICES = Integer.getInteger("wardlog.agent.connections", 500);
    /** For connections that are begun and never finished, and what the process has open besides. */
    private static final int OTHER_FILES = DEVICES / 20 + 500;

    private static final String HEAP = System.getProperty("wardlog.agent.heap", "256m");

    static {
        // Devices resume sessions; Netty's client does when asked before its class is loaded
        System.setProperty("io.netty.handler.ssl.openssl.sessionCacheClient", "true");
    }

    @TempDir
    Path directory;

    private final List<Socket> halfOpen = new ArrayList<>();
    private int mqttPort;
    private int tcpPort;
    private int statusPort;
    private Process agent;

    @BeforeEach
    void start() throws Exception {
        mqttPort = freePort();
        tcpPort = freePort();
        statusPort = freePort();
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        pki.agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), validity);
        pki.collector(List.of("127.0.0.1"), validity);
        pki.tenant("acme");
        StringBuilder devices = new StringBuilder("devices:\n");
        for (int slot = 0; slot < DEVICES; slot++) {
            String id = DeviceClients.deviceId(slot);
            devices.append("  ").append(id).append(": {type: other, tokenHmac: ");
            devices.append(DeviceToken.hmac(id, DeviceClients.TOKEN)).append("}\n");
        }
        Files.writeString(directory.resolve("devices.yaml"), devices);
        Files.writeString(directory.resolve("agent.yaml"), config());
        agent = launch();
    }

    /** Both processes have an end of each connection; a JVM raises its limit to what the shell allows. */
    @BeforeAll
    static void mayOpenAsManyFiles() {
        long allowed = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        assumeTrue(
                allowed >= DEVICES + OTHER_FILES,
                () -> "skipped: %d devices need as many open files, and this shell allows %d: ulimit -n %d"
                        .formatted(DEVICES, allowed, DEVICES + OTHER_FILES));
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private String config() {
        return """
                agentId: gateway-1
                tenantId: acme
                hospitalId: st-mary
                dataDir: data
                devices: devices.yaml
                signingKey: pki/agents/gateway-1/signing.key
                signingPublicKey: pki/agents/gateway-1/signing.pub.pem
                sealPublicKey: pki/tenants/acme/seal.pub.pem
                tls: {certificate: pki/agents/gateway-1/tls.pem, key: pki/agents/gateway-1/tls.key, deviceCa: pki/ca.pem}
                mqtt: {ports: {tls: "127.0.0.1:%d"}}
                tcp: {ports: {tls: "127.0.0.1:%d"}}
                journal: {quota: 1GiB}
                collector:
                  url: https://127.0.0.1:9
                  ca: pki/ca.pem
                  certificate: pki/agents/gateway-1/tls.pem
                  key: pki/agents/gateway-1/tls.key
                  receiptPublicKeys: [pki/collector/receipt.pub.pem]
                status: {listen: "127.0.0.1:%d"}
                """.formatted(mqttPort, tcpPort, statusPort);
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx" + HEAP, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(EdgeAgentMain.class.getName(), "run", "--config"));
        command.add(directory.resolve("agent.yaml").toString());
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("agent_ready")) {
                Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}));
                drain.setDaemon(true);
                drain.start();
                return started;
            }
        }
        throw new AssertionError("the agent ended by itself:\n" + seen);
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : halfOpen) {
            socket.close();
        }
        agent.destroyForcibly().waitFor();
    }

    @Test
    void everyDeviceIsServedAndServedAgain() throws Exception {
        begunAndNeverFinished(DEVICES / 20);
        try (DeviceClients devices =
                new DeviceClients(directory.resolve("pki/ca.pem").toFile(), mqttPort, tcpPort)) {
            report("connect", devices.begin(DEVICES));
            for (int time = 1; time <= 2; time++) {
                devices.cut();
                report("reconnect " + time, devices.begin(DEVICES));
            }
            assertThat(metric("wardlog_agent_accepted_total")).isGreaterThanOrEqualTo(3.0 * DEVICES);
        }
    }

    /** Connections that say nothing, or half a handshake: they must cost the others nothing. */
    private void begunAndNeverFinished(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket("127.0.0.1", i % 2 == 0 ? mqttPort : tcpPort);
            halfOpen.add(socket);
            if (i % 4 < 2) {
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            }
        }
    }

    private void report(String what, DeviceClients.Storm storm) throws Exception {
        storm.unserved.await();
        double seconds = (System.nanoTime() - storm.beganNanos) / 1e9;
        double connected = (storm.connectedNanos - storm.beganNanos) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %d devices let in after %.2f s (%.0f/s), all served after %.2f s, cut off %d times, agent %s%n",
                what,
                DEVICES,
                connected,
                DEVICES / connected,
                seconds,
                storm.cutOff.sum(),
                memory());
        assertThat(storm.cutOff.sum())
                .as("devices refused, cut off, or without an answer for as long as they wait")
                .isZero();
    }

    private String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "));
    }

    private double metric(String name) throws Exception {
        String body = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return body.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
