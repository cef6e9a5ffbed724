package io.wardlog.local.bench;

import io.wardlog.local.Probe;
import io.wardlog.servers.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Eclipse Mosquitto as its packages set it up: persistence on, saved from time to time, never synced. Everybody may publish. Nobody subscribes, and it
 * forgets what it acknowledges; or somebody does who is away, and it keeps all of it.
 */
final class Mosquitto implements Contender {
    static final String NAME = "mosquitto";
    static final String KEEPING = "mosquitto with a queue";

    /** Where Debian has it, which is not on everybody's path. */
    private static final String SYSTEM_BINARIES = "/usr/sbin";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final int port;
    private final boolean keeps;

    private Mosquitto(Process process, int port, boolean keeps) {
        this.process = process;
        this.port = port;
        this.keeps = keeps;
    }

    /** The installed program. */
    static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)), Stream.of(SYSTEM_BINARIES))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with all its files below that directory. */
    static Mosquitto start(Path program, Path directory, boolean keeps) throws IOException, InterruptedException {
        int port = FreePorts.next();
        Path home = Files.createDirectories(directory.resolve(keeps ? "mosquitto-queue" : NAME));
        Path config = home.resolve("mosquitto.conf");
        Path log = home.resolve("mosquitto.log");
        Files.writeString(config, """
                listener %d 127.0.0.1
                allow_anonymous true
                set_tcp_nodelay true
                max_queued_messages 0
                persistence true
                persistence_location %s/
                log_dest stderr
                log_type error
                log_type warning
                user %s
                """.formatted(port, home, System.getProperty("user.name")));
        Process process = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Mosquitto started = new Mosquitto(process, port, keeps);
        if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> listens(port))) {
            started.close();
            throw new IOException(program + " does not start: " + Files.readString(log));
        }
        return started;
    }

    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    @Override
    public String name() {
        return keeps ? KEEPING : NAME;
    }

    @Override
    public void prepare() throws IOException {
        if (keeps) {
            AwaySubscriber.subscribe(port);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }
}
