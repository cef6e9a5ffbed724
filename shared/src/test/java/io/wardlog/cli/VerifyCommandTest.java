package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.wardlog.verify.ExportFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> lines = new ArrayList<>(ExportFixture.lines(ExportFixture.PUMP, 4));
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.write(dir.resolve("export.ndjson"), ExportFixture.file(lines));
    }

    @Test
    void aGoodExportIsZero() {
        assertThat(run("verify", file.toString())).isZero();
        assertThat(out.toString())
                .startsWith("VERIFIED  " + file)
                .contains("4 records in 1 chains", "Not checked:", "removed by whoever controls the gateway");
    }

    @Test
    void aBadOneIsOneAndNamesThePlace() throws IOException {
        lines.remove(1);
        Files.write(file, ExportFixture.file(lines));
        assertThat(run("verify", file.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("GAP_UNEXPLAINED").contains("line 2, byte ", "#3: record 2 of the chain");
    }

    @Test
    void jsonIsForPrograms() throws IOException {
        Files.writeString(file, lines.get(0).replace("1.5", "2.5") + "\n");
        assertThat(run("verify", "--json", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("\"verdict\":\"TAMPERED\"", "\"acceptable\":false", "\"line\":1", "\"skipped\":[");
    }

    @Test
    void gzipIsRecognised() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(ExportFixture.file(lines));
        }
        byte[] bytes = packed.toByteArray();
        Files.write(file, bytes);
        assertThat(run("verify", file.toString())).isZero();
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));
        assertThat(run("verify", file.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("INCOMPLETE");
    }

    @Test
    void wrongUseIsTwoUnreadableIsThree() {
        assertThat(run("verify")).isEqualTo(2);
        assertThat(run("verify", file.toString(), "--api", "http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(run("verify", file.toString(), "--tenant", "t")).isEqualTo(2);
        assertThat(run("verify", file.toString(), "--agent", "a")).isEqualTo(2);
        assertThat(run("verify", file.toString(), "--keys", dir.toString())).isEqualTo(2);
        assertThat(run("verify", "--api", "ftp://x")).isEqualTo(2);
        assertThat(run("verify", dir.resolve("none").toString())).isEqualTo(3);
        assertThat(run("verify", "--api", "http://127.0.0.1:1")).isEqualTo(3);
        assertThat(run("verify", "--archive", dir.toString())).isEqualTo(3);
        assertThat(run("verify", file.toString(), "--s3", "s3.yaml")).isEqualTo(2);
        assertThat(run("verify", "--archive", "s3://bucket/prefix/"))
                .as("no reader of buckets here")
                .isEqualTo(3);
    }

    /** What a shell's {@code <(…)} gives. */
    @Test
    void aPipeIsRead() throws Exception {
        Path pipe = dir.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try {
                Files.write(pipe, ExportFixture.file(lines));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(run("verify", pipe.toString())).isZero();
        written.join();
        assertThat(out.toString()).startsWith("VERIFIED");
    }

    @Test
    void theApiIsStreamed() throws IOException {
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(asked.get().contains("st-anna") ? 200 : 403, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(ExportFixture.file(lines));
            }
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThat(run("verify", "--api", url, "--tenant", "st-anna", "--device", "pump-7", "--agent", "ward-a"))
                    .isZero();
            assertThat(asked).hasValue("/v1/export?tenantId=st-anna&deviceId=pump-7&agentId=ward-a");
            assertThat(run("verify", "--api", url, "--tenant", "other")).isEqualTo(3);
            assertThat(err.toString()).contains("status 403");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aConnectionThatEndsEarlyIsNeverVerified() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerHalf(server));
            assertThat(run("verify", "--api", "http://127.0.0.1:" + server.getLocalPort()))
                    .isEqualTo(3);
            answered.join();
        }
        assertThat(out.toString()).startsWith("INCOMPLETE").contains("broke off");
    }

    /** One whole chunk, and then no end of the chunks. */
    private void answerHalf(ServerSocket server) {
        try (Socket socket = server.accept()) {
            byte[] chunk = ExportFixture.file(lines);
            socket.getInputStream().read(new byte[4096]);
            String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(chunk.length)
                    + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(chunk);
            socket.getOutputStream().write(new byte[] {'\r', '\n'});
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void helpNamesTheExitCodes() {
        assertThat(run("verify", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "every verdict is QUARANTINED or better");
    }

    private int run(String... arguments) {
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
