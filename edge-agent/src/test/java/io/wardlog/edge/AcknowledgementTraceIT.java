package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.edge.SystemCalls.Connection;
import io.wardlog.edge.SystemCalls.Exchange;
import io.wardlog.edge.journal.JournalConfig;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged agent, watched at its system calls: no PUBACK, PUBREC, PUBCOMP, answer to a line or HTTP answer leaves before a sync of the journal
 * returned that began when its message was there. Of a line that is encrypted the trace shows how long an answer is, and with one message in flight
 * that is enough. Each sync is held back for a while, so that whoever does not wait for it is seen.
 */
@Timeout(180)
class AcknowledgementTraceIT {

    private static final int EACH = 25;
    private static final int REQUESTS = 3;
    private static final String HELD_BACK_MICROS = "5000";
    /** A CONNACK or PUBACK of four bytes as a record of TLS 1.3: header, content type, tag. */
    private static final int ENCRYPTED_ANSWER = 5 + 4 + 1 + 16;

    private static final int ALL = 6 * EACH + REQUESTS;

    @TempDir
    Path directory;

    private final CampaignMqtt single = new CampaignMqtt("mqtt-1-single", 1, 5, 1);
    private final CampaignMqtt window = new CampaignMqtt("mqtt-1-window", 20, 4, 1);
    private final CampaignMqtt exactly = new CampaignMqtt("mqtt-2-window", 20, 4, 2);
    private final CampaignLines lines = new CampaignLines("lines-window", 20);
    private CampaignMqtts encrypted;

    @BeforeAll
    static void need() {
        boolean isThere = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "strace")));
        assumeTrue(isThere, "strace is missing; install with: apt-get install strace");
    }

    private static List<String> strace(Path trace) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-yy",
                "-xx",
                "-s",
                "16384",
                "-e",
                "trace=recvfrom,write,writev,sendto,sendmsg,fdatasync,fsync",
                "-e",
                "inject=fdatasync:delay_exit=" + HELD_BACK_MICROS,
                "-o",
                trace.toString());
    }

    @ParameterizedTest
    @EnumSource(JournalConfig.Kind.class)
    void noAcknowledgementLeavesBeforeItsSyncReturned(JournalConfig.Kind kind) throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        fixture.journal(kind);
        encrypted = new CampaignMqtts("mqtts-single", fixture.pki().resolve("ca.pem"));
        fixture.writeDevices(single.id, window.id, exactly.id, encrypted.id, lines.id, AgentFixture.PUMP);
        Path trace = directory.resolve("trace");
        try (AgentProcess agent = AgentProcess.startPackaged(strace(trace), fixture)) {
            send(agent);
        }
        List<String> calls = Files.readAllLines(trace);
        AcknowledgementOrder order = look(kind, calls);
        assertThat(order.broken()).isEmpty();
        assertThat(order.kept()).isEqualTo(ALL);

        List<String> withoutSyncs =
                calls.stream().filter(call -> !call.contains("fdatasync")).toList();
        assertThat(look(kind, withoutSyncs).broken()).as("it would be seen").hasSize(ALL);
    }

    private void send(AgentProcess agent) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CampaignLoad load = new CampaignLoad(EACH, 5 * EACH);
            List<? extends Future<?>> driven = Stream.of(single, window, exactly, encrypted, lines)
                    .map(device -> threads.submit(() -> device.drive(agent, load)))
                    .toList();
            load.awaitAnswers();
            load.end();
            for (Future<?> device : driven) {
                device.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        for (int number = 1; number <= REQUESTS; number++) {
            request(agent, number);
        }
    }

    /** Each over a connection of its own. */
    private static void request(AgentProcess agent, int number) throws Exception {
        String message = "{\"eventType\":\"device.heartbeat\",\"deviceId\":\"" + AgentFixture.PUMP + "\","
                + new CampaignDevice.Sent(number).members(true);
        String credentials = Base64.getEncoder().encodeToString(text(AgentFixture.PUMP + ":" + AgentFixture.TOKEN));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port("http") + "/v1/events"))
                                .header("x-request", "request-" + number + ".")
                                .header("authorization", "Basic " + credentials)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(message))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private AcknowledgementOrder look(JournalConfig.Kind kind, List<String> trace) {
        SystemCalls calls = SystemCalls.read(trace);
        AcknowledgementOrder order = new AcknowledgementOrder(calls, AgentFixture.segmentName(kind));
        for (int number = 1; number <= EACH; number++) {
            byte[] message = text("\"correlationId\":\"" + number + "\"");
            String what = "message " + number + " of ";
            order.look(connection(calls, single.id), message, mqtt(0x40, number), what + single);
            order.look(connection(calls, window.id), message, mqtt(0x40, number), what + window);
            order.look(connection(calls, exactly.id), message, mqtt(0x50, number), what + exactly);
            order.look(connection(calls, exactly.id), mqtt(0x62, number), mqtt(0x70, number), "release of " + what);
            String answer = "\"sequenceNumber\":" + number + "}";
            order.look(connection(calls, lines.id), message, text(answer), what + lines);
        }
        List<Exchange> answers =
                calls.whichIsFrom(encrypted.localPort()).orElseThrow().answersOf(ENCRYPTED_ANSWER);
        assertThat(answers).as("PUBACKs, behind a CONNACK when that left alone").hasSizeBetween(EACH, 1 + EACH);
        answers.subList(answers.size() - EACH, answers.size())
                .forEach(answer -> order.look(answer, "a message of " + encrypted));
        for (int number = 1; number <= REQUESTS; number++) {
            Connection connection = connection(calls, "request-" + number + ".");
            order.look(
                    connection, text("\"correlationId\":\"" + number + "\""), text("HTTP/1.1 2"), "request " + number);
        }
        return order;
    }

    private static Connection connection(SystemCalls calls, String said) {
        return calls.whichReceived(text(said)).orElseThrow();
    }

    private static byte[] mqtt(int type, int identifier) {
        return new byte[] {(byte) type, 2, (byte) (identifier >> 8), (byte) identifier};
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
