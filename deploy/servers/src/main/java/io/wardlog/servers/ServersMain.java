package io.wardlog.servers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.cli.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs Kafka, OpenSearch or both in one JVM until SIGTERM. When the servers accept clients it prints one line of JSON on standard output,
 * {@code {"pid":…,"kafka":"127.0.0.1:9092","opensearch":"http://127.0.0.1:9200"}}, with the members of what was asked for; logs go to standard error.
 */
@Command(
        name = "servers",
        mixinStandardHelpOptions = true,
        description = "Runs a local Kafka broker, a local OpenSearch node, or both, on loopback.")
public final class ServersMain implements Callable<Integer> {
    private static final int FAULT = 3;

    @Parameters(index = "0", description = "What to run: ${COMPLETION-CANDIDATES}")
    private Choice choice = Choice.all;

    @Option(names = "--dir", required = true, description = "Where the servers keep their data")
    private Path directory;

    @Option(names = "--kafka-port", defaultValue = "9092", description = "Default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @ArgGroup(exclusive = false)
    private TlsOptions kafkaTls;

    @ArgGroup(exclusive = false)
    private MemberOptions kafkaMember;

    @Option(names = "--opensearch-port", defaultValue = "9200", description = "Default: ${DEFAULT-VALUE}")
    private int openSearchPort;

    @ArgGroup(exclusive = false)
    private SecurityOptions openSearchTls;

    private final List<AutoCloseable> running = new ArrayList<>();

    /** All four, or none: then Kafka speaks plain text and allows everything to everyone. */
    static final class TlsOptions {
        @Option(names = "--kafka-tls-ca", required = true, description = "Authority of the clients' certificates (PEM)")
        private Path ca;

        @Option(names = "--kafka-tls-certificate", required = true, description = "The broker's certificate (PEM)")
        private Path certificate;

        @Option(names = "--kafka-tls-key", required = true, description = "The broker's key (PKCS#8 PEM)")
        private Path key;

        @Option(names = "--kafka-super-user", required = true, description = "The broker's own common name")
        private String superUser;

        private KafkaTls toTls() {
            return new KafkaTls(ca, certificate, key, superUser);
        }
    }

    /** All three, or none: then the broker is a cluster by itself. */
    static final class MemberOptions {
        @Option(names = "--kafka-node", required = true, description = "The broker's number, from 1")
        private int node;

        @Option(names = "--kafka-cluster-id", required = true, description = "The same for all brokers")
        private String clusterId;

        @Option(names = "--kafka-controller-port", required = true, description = "Where node 1 is the controller")
        private int controllerPort;

        private KafkaMember toMember() {
            return new KafkaMember(node, clusterId, controllerPort);
        }
    }

    /** All four, or none: then OpenSearch speaks plain HTTP and allows everything to everyone. */
    static final class SecurityOptions {
        @Option(names = "--opensearch-tls-ca", required = true, description = "Authority of all certificates (PEM)")
        private Path ca;

        @Option(names = "--opensearch-tls-certificate", required = true, description = "The node's certificate (PEM)")
        private Path certificate;

        @Option(names = "--opensearch-tls-key", required = true, description = "The node's key (PKCS#8 PEM)")
        private Path key;

        @Option(names = "--opensearch-security", required = true, description = "The security plugin's configuration")
        private Path configuration;

        private OpenSearchTls toTls() {
            return new OpenSearchTls(ca, certificate, key, configuration);
        }
    }

    /** What can be run. */
    enum Choice {
        kafka,
        opensearch,
        all
    }

    public static void main(String[] args) {
        configureLogging();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new ServersMain())).setExecutionExceptionHandler((e, command, parsed) -> {
            e.printStackTrace(command.getErr());
            return FAULT;
        });
    }

    @Override
    public Integer call() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        CompletableFuture<String> kafka = choice == Choice.opensearch ? done() : async(this::startKafka);
        CompletableFuture<String> openSearch = choice == Choice.kafka ? done() : async(this::startOpenSearch);
        ObjectNode ready = JsonNodeFactory.instance.objectNode();
        ready.put("pid", ProcessHandle.current().pid());
        putUnlessNull(ready, "kafka", kafka.get());
        putUnlessNull(ready, "opensearch", openSearch.get());
        System.out.println(ready);
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private String startKafka() throws IOException {
        LocalKafka kafka = LocalKafka.start(
                directory.resolve("kafka"),
                kafkaPort,
                Optional.ofNullable(kafkaTls).map(TlsOptions::toTls),
                kafkaMember == null ? KafkaMember.alone() : kafkaMember.toMember());
        remember(kafka);
        return kafka.bootstrapServers();
    }

    private String startOpenSearch() throws IOException {
        LocalOpenSearch openSearch = LocalOpenSearch.start(
                directory.resolve("opensearch"),
                openSearchPort,
                Optional.ofNullable(openSearchTls).map(SecurityOptions::toTls));
        remember(openSearch);
        return openSearch.url();
    }

    private void remember(AutoCloseable server) {
        synchronized (running) {
            running.add(server);
        }
    }

    private void stop() {
        synchronized (running) {
            running.forEach(ServersMain::close);
            running.clear();
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("server.close_failed " + server.getClass().getSimpleName() + " " + e);
        }
    }

    private static void putUnlessNull(ObjectNode object, String name, String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private static CompletableFuture<String> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<String> async(Callable<String> start) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(start.call());
                    } catch (Exception | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "start");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Both servers log warnings to standard error; standard output belongs to the ready line. */
    private static void configureLogging() {
        System.setProperty("logback.configurationFile", "servers-logback.xml");
        System.setProperty("log4j2.configurationFile", "servers-log4j2.xml");
        System.setProperty("log4j.shutdownHookEnabled", "false");
        Locale.setDefault(Locale.ROOT);
    }
}
