package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.testkit.Installation;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CollectorMainTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void install() throws IOException {
        file = Installation.write(directory, TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1), 9092, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "run --help",
                "check-config --help",
                "init --help",
                "reindex --help",
                "hold --help",
                "hold set --help"
            })
    void helpIsNoError(String line) {
        Ended help = execute(line.split(" "));
        assertThat(help.exitCode).isZero();
        assertThat(help.out).startsWith("Usage: wardlog collector");
        assertThat(help.err).isEmpty();
    }

    @Test
    void versionSaysWhatThisIs() {
        Ended version = execute("hold", "set", "--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.out).startsWith("wardlog ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dance",
                "run",
                "check-config",
                "run --config nowhere.yaml",
                "check-config --wrong",
                "init",
                "reindex",
                "hold",
                "hold set",
                "hold list"
            })
    void wrongUsageEndsWith2(String line) {
        Ended wrong = execute(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(wrong.exitCode).isEqualTo(2);
        assertThat(wrong.err).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void aSoundConfigurationIsOk() {
        Ended ended = check();
        assertThat(ended.err).isEmpty();
        assertThat(ended.exitCode).isZero();
        assertThat(ended.out.strip()).isEqualTo("ok: roles ingest, custody; registered agents: 1");
    }

    @ParameterizedTest
    @CsvSource({
        "ingest.certificate, pki/collector/tls.pem, agent.pub.pem",
        "ingest.key, pki/collector/tls.key, pki/agents/gateway-1/tls.key",
        "ingest.key, pki/collector/tls.key, nowhere.key",
        "ingest.clientCa, pki/ca.pem, register.yaml",
        "ingest.receiptKey, pki/collector/receipt.key, pki/agents/gateway-1/signing.key",
        "custody.receiptPublicKeys, [pki/collector/receipt.pub.pem], [pki/tenants/tenant-a/seal.pub.pem]",
        "custody.receiptPublicKeys: lacks ingest.receiptPublicKey, [pki/collector/receipt.pub.pem], [agent.pub.pem]"
    })
    void keysThatDoNotServeAreNamed(String problem, String before, String after) throws IOException {
        change(before, after);
        for (Ended ended : new Ended[] {check(), execute("run", "--config", file.toString())}) {
            assertThat(ended.exitCode).isEqualTo(2);
            assertThat(ended.err).contains(problem).doesNotContain("\tat ");
        }
    }

    @Test
    void allProblemsAreSaidTogether() throws IOException {
        change("pki/collector/tls.key", "nowhere.key");
        change("pki/ca.pem", "nowhere.pem");
        assertThat(check().err).contains("ingest.key", "ingest.clientCa", "nowhere.key", "nowhere.pem");
    }

    @Test
    void anExpiredCertificateIsNamed() {
        CollectorConfig config =
                ConfigLoader.load(CollectorConfig.class, file, Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
        InstantSource later = InstantSource.fixed(Instant.now().plus(Installation.VALID));
        assertThat(KeyFiles.problems(config, InstantSource.system())).isEmpty();
        assertThat(KeyFiles.problems(config, later))
                .extracting(ConfigProblem::key)
                .containsExactly("ingest.certificate", "ingest.clientCa");
    }

    @Test
    void anApiThatOthersReachIsRefused() throws IOException {
        change("status:", "api: {listen: \"0.0.0.0:8080\"}\nstatus:");
        Ended ended = check();
        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.err).contains("api", "loopback only");
    }

    @Test
    void aFaultEndsWith3() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            change("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort());
            change("127.0.0.1:" + taken.getLocalPort() + "\n  certificate", "127.0.0.1:0\n  certificate");
            Ended ended = execute("run", "--config", file.toString());
            assertThat(ended.exitCode).isEqualTo(3);
            assertThat(ended.err).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "status.listen");
        }
    }

    @Test
    void reindexIsRefusedWhileTheCollectorRuns() throws IOException {
        try (ServerSocket running = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            change("127.0.0.1:0\"", "127.0.0.1:" + running.getLocalPort() + "\"");
            Ended ended = execute("reindex", "--config", file.toString());
            assertThat(ended.exitCode).isEqualTo(3);
            assertThat(ended.err).contains("status.listen", "stop this collector first");
        }
    }

    private void change(String before, String after) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(before);
        Files.writeString(file, text.replace(before, after));
    }

    private Ended check() {
        return execute("check-config", "--config", file.toString());
    }

    private record Ended(int exitCode, String out, String err) {}

    private static Ended execute(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                CollectorMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ended(command.execute(words), out.toString(), err.toString());
    }
}
