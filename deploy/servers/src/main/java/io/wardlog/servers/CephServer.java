package io.wardlog.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Ceph of one machine on loopback, from its Debian packages, with its S3 gateway over HTTP and TLS: a store that enforces object lock. Its daemons
 * live until they are killed. Not safe for use by several threads.
 */
public final class CephServer implements AutoCloseable {
    /** Of the only user, who may do everything but what a lock forbids. */
    public static final String ACCESS_KEY = "AKIDTEST";

    /** Belongs to {@link #ACCESS_KEY}. */
    public static final String SECRET_KEY = "secretsecret";

    private static final List<String> PROGRAMS = List.of("radosgw", "ceph-mon", "ceph-osd", "radosgw-admin", "curl");
    private static final int SECONDS = 180;

    private final Path directory;
    private final int port;
    private final int tlsPort;

    private CephServer(Path directory, int port, int tlsPort) {
        this.directory = directory;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** Which program is missing on this machine, with the line that installs it; empty when one can be started. */
    public static Optional<String> missing() {
        return PROGRAMS.stream()
                .filter(program -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                .findFirst()
                .map(program -> program + " is missing; install with: apt-get install --no-install-recommends radosgw"
                        + " ceph-mon ceph-osd ceph-common curl");
    }

    /** Starts one in a new directory over HTTP, and returns when it answers. */
    public static CephServer start(Path directory) throws IOException, InterruptedException {
        return start(directory, List.of());
    }

    /** The same over TLS besides, with certificate and key of that PEM file. */
    public static CephServer start(Path directory, Path certificateAndKey) throws IOException, InterruptedException {
        return start(directory, List.of(certificateAndKey));
    }

    private static CephServer start(Path directory, List<Path> certificateAndKey)
            throws IOException, InterruptedException {
        CephServer server = new CephServer(directory, FreePorts.next(), FreePorts.next());
        List<String> words = new ArrayList<>(
                List.of(directory.toString(), Integer.toString(server.port), Integer.toString(FreePorts.next())));
        for (Path pem : certificateAndKey) {
            words.addAll(List.of(Integer.toString(server.tlsPort), pem.toString()));
        }
        try (InputStream script = CephServer.class.getResourceAsStream("/rgw.sh")) {
            Files.copy(script, server.script());
        }
        server.run("start", words);
        return server;
    }

    /** The gateway over HTTP. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The gateway over TLS, where it was started with a certificate. */
    public String tlsUrl() {
        return "https://localhost:" + tlsPort;
    }

    /** SIGKILL to all of it. */
    public void killForcibly() throws IOException, InterruptedException {
        run("kill", List.of(directory.toString()));
    }

    /** Starts what was killed, on its own data. */
    public void startAgain() throws IOException, InterruptedException {
        run("again", List.of(directory.toString()));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        killForcibly();
    }

    private Path script() {
        return directory.resolveSibling(directory.getFileName() + ".rgw.sh");
    }

    private void run(String command, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", script().toString(), command));
        words.addAll(arguments);
        Path log = directory.resolveSibling(directory.getFileName() + ".script.log");
        // Daemons keep what they inherit: a pipe would never end.
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " took longer than " + SECONDS + " s: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(log));
        }
    }
}
