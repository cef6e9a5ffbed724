package io.wardlog.collector.archive.s3;

import io.wardlog.servers.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Ceph of one machine on loopback, with its S3 gateway over HTTP and TLS; its daemons are killed at the end. */
final class CephServer implements AutoCloseable {
    static final String ACCESS_KEY = "AKIDTEST";
    static final String SECRET_KEY = "secretsecret";

    private static final Path SCRIPT = Path.of("src/test/ceph/rgw.sh").toAbsolutePath();
    private static final int SECONDS = 180;

    private final Path directory;
    private final int port;
    private final int tlsPort;

    private CephServer(Path directory, int port, int tlsPort) {
        this.directory = directory;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** Starts one in a new directory, with certificate and key of that PEM file; skips the test when Ceph is not installed. */
    static CephServer start(Path directory, Path certificateAndKey) throws Exception {
        for (String program : List.of("radosgw", "ceph-mon", "ceph-osd", "radosgw-admin", "curl")) {
            Assumptions.assumeTrue(
                    isInstalled(program),
                    "skipped: " + program + " is missing; install with: apt-get install --no-install-recommends"
                            + " radosgw ceph-mon ceph-osd ceph-common curl");
        }
        CephServer server = new CephServer(directory, FreePorts.next(), FreePorts.next());
        server.script(
                "start",
                directory.toString(),
                Integer.toString(server.port),
                Integer.toString(FreePorts.next()),
                Integer.toString(server.tlsPort),
                certificateAndKey.toString());
        return server;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String tlsUrl() {
        return "https://localhost:" + tlsPort;
    }

    /** SIGKILL to all of it. */
    void killForcibly() throws Exception {
        script("kill", directory.toString());
    }

    /** Starts what was killed, on its own data. */
    void startAgain() throws Exception {
        script("again", directory.toString());
    }

    @Override
    public void close() throws Exception {
        killForcibly();
    }

    private void script(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        words.addAll(List.of(arguments));
        Path log = directory.resolveSibling(directory.getFileName() + ".script.log");
        // Daemons keep what they inherit: a pipe would never end.
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(arguments[0] + " took longer than " + SECONDS + " s: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new IOException(arguments[0] + " failed: " + Files.readString(log));
        }
    }
}
