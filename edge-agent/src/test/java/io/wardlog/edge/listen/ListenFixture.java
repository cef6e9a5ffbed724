package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.wardlog.config.HostPort;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.device.DeviceToken;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A listener on free loopback ports with a fake acceptor, two pumps in the directory, and a small PKI. */
public final class ListenFixture implements AutoCloseable {

    public static final String PUMP = "pump-1";
    public static final String OTHER = "pump-2";
    public static final String TOKEN = "0123456789abcdef";
    public static final int MAX_CONNECTIONS = 20;
    public static final int MAX_OF_DEVICE = 12;
    public static final long MEMORY = 1 << 20;
    public static final String URI = "urn:wardlog:device:acme:";

    public final Path directory;
    public final TestPki pki = new TestPki("ward-ca");
    public final FakeAcceptor acceptor = new FakeAcceptor();
    public final DeviceDirectory devices;
    public final TlsConfig tls;
    public final Metrics metrics = new Metrics();

    /** What broke that must not. */
    public final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    public final ListenServices services;
    public final MemoryBudget memory = new MemoryBudget(MEMORY);
    public final PortConfig ports = new PortConfig(
            Optional.of(new HostPort("127.0.0.1", 0)),
            Optional.of(new HostPort("127.0.0.1", 0)),
            ClientCertificate.REQUESTED,
            false,
            MAX_CONNECTIONS,
            MAX_OF_DEVICE);
    private final Path devicesFile;
    private Listener listener;

    /** Counts by name. */
    public static final class Metrics implements ListenMetrics {
        public final Map<String, Integer> counts = new ConcurrentHashMap<>();

        /** Runs before an answer is counted, where it is. */
        public volatile Runnable beforeAnswered = () -> {};

        @Override
        public void opened(SourceProtocol protocol) {
            count("opened");
        }

        @Override
        public void closed(SourceProtocol protocol) {
            count("closed");
        }

        @Override
        public void answered(SourceProtocol protocol, String result) {
            beforeAnswered.run();
            count("answered." + result);
        }

        @Override
        public void refused(SourceProtocol protocol, String code) {
            count("refused." + code);
        }

        @Override
        public void unacknowledged(SourceProtocol protocol) {
            count("unacknowledged");
        }

        @Override
        public void endedEarly(SourceProtocol protocol) {
            count("ended_early");
        }

        @Override
        public void traced(SourceProtocol protocol, boolean wellFormed) {
            count(wellFormed ? "traced" : "trace_malformed");
        }

        /** Waits until they stand so, at most 20 s. */
        public void await(Predicate<Map<String, Integer>> condition) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!condition.test(counts)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("waited too long: " + counts);
                }
                Thread.onSpinWait();
            }
        }

        private void count(String what) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    /** What the agent's wall clock says. */
    public volatile Instant now = Instant.parse("2026-11-23T07:00:00Z");

    public ListenFixture(Path directory) throws IOException {
        this(directory, Duration.ofSeconds(20));
    }

    /** One whose TLS handshakes may take so long. */
    public ListenFixture(Path directory, Duration handshakeTimeout) throws IOException {
        this.directory = directory;
        this.devicesFile = directory.resolve("devices.yaml");
        writeDevices(PUMP, OTHER);
        this.devices = DeviceDirectory.open(devicesFile, new DeviceDirectory.Owner("acme", "agent-1"));
        TestPki.Pem server = pki.server(directory);
        this.tls = new TlsConfig(server.certificate(), server.key(), pki.caFile(directory), handshakeTimeout, 20, 10);
        this.services = new ListenServices(acceptor, devices, metrics, memory, () -> now, (fault, cause) -> {
            faults.add(cause);
            throw new AssertionError(fault, cause);
        });
    }

    /** Writes the directory file with these devices, to be reloaded. */
    public void writeDevices(String... ids) throws IOException {
        StringBuilder yaml = new StringBuilder("devices:\n");
        for (String id : ids) {
            yaml.append("  ").append(id).append(": {type: infusion_pump, tokenHmac: ");
            yaml.append(DeviceToken.hmac(id, TOKEN)).append("}\n");
        }
        Files.writeString(devicesFile, yaml);
    }

    public ListenFixture start(Vertx vertx, Function<ListenFixture, Listener> create) throws Exception {
        listener = create.apply(this);
        listener.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return this;
    }

    public Listener listener() {
        return listener;
    }

    public int port(String way) {
        return listener.ports().get(way);
    }

    /** Opens as many connections as there may be, then one more, and says that the eldest gave way and that this is recorded. */
    public void fillsUp(String way) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i <= MAX_CONNECTIONS; i++) {
                open.add(connect(way));
            }
            assertThat(open.get(0).getInputStream().read()).isEqualTo(-1);
            Refusal refusal = acceptor.refusal();
            assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(refusal.deviceId()).isEmpty();
            assertThat(metrics.counts).containsEntry("refused.busy", 1);
            open.get(1).setSoTimeout(1);
            assertThatThrownBy(() -> open.get(1).getInputStream().read())
                    .as("the next is still open")
                    .isInstanceOf(SocketTimeoutException.class);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    public Socket connect(String way) throws IOException {
        Socket socket = new Socket("127.0.0.1", port(way));
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The same from another address of this machine, for example 127.0.0.2. */
    public Socket connectFrom(String address, String way) throws IOException {
        return new Socket("127.0.0.1", port(way), InetAddress.getByName(address), 0);
    }

    /** Waits until so many messages wait for memory. */
    public void awaitWaiting(int messages) {
        awaitMemory(budget -> budget.waiting() == messages);
    }

    /** Waits until it stands so with the memory of messages, at most 20 s. */
    public void awaitMemory(Predicate<MemoryBudget> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.test(memory)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        memory.held() + " bytes are held, and " + memory.waiting() + " messages wait for memory");
            }
            Thread.onSpinWait();
        }
    }

    /** Reads one line; null at the end of the stream. */
    public static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            line.append((char) b);
        }
        return line.toString();
    }

    /** Runs a program to its end and gives what it printed. */
    public static String run(List<String> command, String input) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command.get(0) + " did not end: " + output);
        }
        return output;
    }

    @Override
    public void close() throws Exception {
        if (listener != null) {
            listener.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        acceptor.close();
    }
}
