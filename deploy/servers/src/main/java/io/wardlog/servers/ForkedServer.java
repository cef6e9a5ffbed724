package io.wardlog.servers;

import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Servers in a JVM of their own, on the class path of the packaged {@code wardlog-servers} module, which the caller need not share. Killing and starting
 * again keep directory and ports. Not safe for use by several threads.
 */
public final class ForkedServer implements AutoCloseable {
    private static final long READY_SECONDS = 120;
    private static final int LOG_LINES = 40;

    private final String name;
    private final JavaCommand command;
    private final Path log;
    private TetheredProcess process;

    private ForkedServer(String name, JavaCommand command, Path log) {
        this.name = name;
        this.command = command;
        this.log = log;
    }

    /** Starts a Kafka broker, 256 MiB of heap, and waits until it accepts clients. */
    public static ForkedServer kafka(Path directory, int port) throws IOException {
        return ready(launchKafka(directory, port));
    }

    /** The same, and does not wait: {@link #awaitReady} does. */
    public static ForkedServer launchKafka(Path directory, int port) throws IOException {
        return launchKafka(directory, List.of("--kafka-port", Integer.toString(port)));
    }

    /** The same with TLS, clients' certificates and access rules; it does not wait either. */
    public static ForkedServer launchKafka(Path directory, int port, KafkaTls tls) throws IOException {
        List<String> options = new ArrayList<>(List.of("--kafka-port", Integer.toString(port)));
        options.addAll(tls.options());
        return launchKafka(directory, options);
    }

    private static ForkedServer launchKafka(Path directory, List<String> options) throws IOException {
        return launch("kafka", "kafka", brief(256), directory, options);
    }

    /** The same as one broker of a cluster, in a directory of its own. Node 1 is to be started first. */
    public static ForkedServer kafka(Path directory, int port, KafkaMember member) throws IOException {
        List<String> options = new ArrayList<>(List.of("--kafka-port", Integer.toString(port)));
        options.addAll(member.options());
        return start("kafka", 256, directory, options);
    }

    /** Starts an OpenSearch node, 256 MiB of heap, and waits until it answers. */
    public static ForkedServer openSearch(Path directory, int port) throws IOException {
        return start("opensearch", 256, directory, List.of("--opensearch-port", Integer.toString(port)));
    }

    /** The same with TLS and users, by the security plugin, 512 MiB of heap. */
    public static ForkedServer openSearch(Path directory, int port, OpenSearchTls tls) throws IOException {
        List<String> options = new ArrayList<>(List.of("--opensearch-port", Integer.toString(port)));
        options.addAll(tls.options());
        return start("opensearch", 512, directory, options);
    }

    /** Starts a Kafka broker that is measured or busy for many minutes, 512 MiB of heap and both compilers, and waits until it accepts clients. */
    public static ForkedServer busyKafka(Path directory, int port) throws IOException {
        return ready(launch("kafka", "kafka", busy(512), directory, List.of("--kafka-port", Integer.toString(port))));
    }

    /** The same with an OpenSearch node, 1 GiB of heap. */
    public static ForkedServer busyOpenSearch(Path directory, int port) throws IOException {
        List<String> options = List.of("--opensearch-port", Integer.toString(port));
        return ready(launch("opensearch", "opensearch", busy(1024), directory, options));
    }

    /**
     * Launches both in one JVM, 512 MiB of heap, named {@code servers}, and does not wait: {@link TetheredProcess#firstLine} of its process completes
     * when both accept clients.
     */
    public static ForkedServer launchBoth(Path directory, int kafkaPort, int openSearchPort) throws IOException {
        return launch(
                "servers",
                "all",
                brief(512),
                directory,
                List.of(
                        "--kafka-port",
                        Integer.toString(kafkaPort),
                        "--opensearch-port",
                        Integer.toString(openSearchPort)));
    }

    private static ForkedServer start(String what, int heapMegabytes, Path directory, List<String> ports)
            throws IOException {
        return ready(launch(what, what, brief(heapMegabytes), directory, ports));
    }

    private static ForkedServer ready(ForkedServer server) throws IOException {
        server.awaitReady();
        return server;
    }

    /** The first compiler only: servers that live for minutes start with two thirds of the processor time. */
    private static List<String> brief(int heapMegabytes) {
        return List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    private static List<String> busy(int heapMegabytes) {
        return List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC");
    }

    private static ForkedServer launch(String name, String what, List<String> jvm, Path directory, List<String> ports)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(what, "--dir", directory.toString()));
        arguments.addAll(ports);
        List<String> flags = new ArrayList<>(jvm);
        if (Runtime.version().feature() >= 24) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        JavaCommand command = new JavaCommand(flags, classPath(), "io.wardlog.servers.ServersMain", arguments);
        ForkedServer server =
                new ForkedServer(name, command, directory.resolve("logs").resolve(name + ".log"));
        server.launch();
        return server;
    }

    /** Starts the killed or closed process again, on the same directory and ports, and waits until it accepts clients. */
    public void start() throws IOException {
        launch();
        awaitReady();
    }

    private void launch() throws IOException {
        process = TetheredProcess.startReadingOutput(name, command, log);
    }

    /** Waits until it accepts clients, at most two minutes; what does not come so far is killed. */
    public void awaitReady() throws IOException {
        try {
            process.firstLine().get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.killForcibly();
            throw new IOException(name + " did not start; the end of " + log + ":\n" + endOfLog(), e);
        } catch (InterruptedException e) {
            process.killForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " started", e);
        }
    }

    /** The last lines: a test's log is gone with its directory when the failure is read. */
    private String endOfLog() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** The process that runs now, or ran last. */
    public TetheredProcess process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the process is gone. */
    public void killForcibly() {
        process.killForcibly();
    }

    @Override
    public void close() {
        process.close();
    }

    /** The packaged module: its jar (or classes) and, beside it, {@code lib}; a copy in another module's {@code lib} leads back to it. */
    private static List<Path> classPath() {
        Path self = codeSource();
        if (Files.isDirectory(self.resolveSibling("lib"))) {
            return withSecurity(List.of(self, self.resolveSibling("lib").resolve("*")), self.getParent());
        }
        for (Path above = self.getParent(); above != null; above = above.getParent()) {
            Path module = above.resolve("deploy/servers/target");
            if (Files.isDirectory(module.resolve("lib"))) {
                return withSecurity(List.of(module.resolve("wardlog-servers.jar"), module.resolve("lib/*")), module);
            }
        }
        throw new UncheckedIOException(
                new IOException("deploy/servers is not built: mvn -DskipTests package -pl deploy/servers -am"));
    }

    /** Behind everything else: what the plugin brings along is also among the server's own, in the version that counts. */
    private static List<Path> withSecurity(List<Path> classPath, Path module) {
        Path plugin = module.resolve("security-lib");
        return Files.isDirectory(plugin)
                ? Stream.concat(classPath.stream(), Stream.of(plugin.resolve("*")))
                        .toList()
                : classPath;
    }

    private static Path codeSource() {
        try {
            return Path.of(ForkedServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
