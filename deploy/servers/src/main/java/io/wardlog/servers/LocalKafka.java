package io.wardlog.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker in this JVM on 127.0.0.1, plaintext or with mutual TLS and access rules, alone or as a member of a cluster. The directory is
 * formatted on first use and opened again, with its topics and records, afterwards; a broker that was killed recovers its logs at the next start.
 * Kafka's own topics, and those that do not ask for more, have one copy.
 */
public final class LocalKafka implements AutoCloseable {
    private static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final int port;

    private LocalKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the broker and returns when it accepts clients.
     *
     * @param directory created when absent; owned by one broker at a time
     * @param port of the client listener
     * @param tls for both listeners; without it they are plaintext and everyone may do everything
     * @param member which broker of its cluster it is; the members other than node 1 wait for that one
     */
    public static LocalKafka start(Path directory, int port, Optional<KafkaTls> tls, KafkaMember member)
            throws IOException {
        Path logs = Files.createDirectories(directory.toAbsolutePath());
        format(logs, member);
        Properties settings = settings(logs, port, member);
        if (tls.isPresent()) {
            secure(settings, tls.get());
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
        return new LocalKafka(server, port);
    }

    /** Host and port for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path logs, KafkaMember member) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setNodeId(member.node())
                    .setClusterId(member.clusterId())
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot format the Kafka directory " + logs, e);
        }
    }

    private static Properties settings(Path logs, int port, KafkaMember member) {
        String clients = "CLIENTS://127.0.0.1:" + port;
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                member.isController() ? "broker,controller" : "broker",
                "node.id",
                Integer.toString(member.node()),
                "controller.quorum.voters",
                member.voters(),
                "controller.listener.names",
                CONTROLLER,
                "inter.broker.listener.name",
                "CLIENTS",
                "listeners",
                member.isController()
                        ? clients + "," + CONTROLLER + "://127.0.0.1:" + member.controllerPort()
                        : clients,
                "advertised.listeners",
                clients,
                "listener.security.protocol.map",
                "CLIENTS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "log.dirs",
                logs.toString(),
                "auto.create.topics.enable",
                "false"));
        settings.putAll(Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1"));
        // Sized for one small machine: the defaults would take 128 MiB for the cleaner and hundreds of internal
        // partitions.
        settings.putAll(Map.of(
                "log.cleaner.dedupe.buffer.size", "2097152",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "group.initial.rebalance.delay.ms", "0"));
        return settings;
    }

    /** A client's certificate is its name; what nobody granted is refused. */
    private static void secure(Properties settings, KafkaTls tls) throws IOException {
        settings.putAll(Map.of(
                "listener.security.protocol.map",
                "CLIENTS:SSL," + CONTROLLER + ":SSL",
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.certificate.chain",
                Files.readString(tls.certificate()),
                "ssl.keystore.key",
                Files.readString(tls.key()),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                Files.readString(tls.ca()),
                "ssl.client.auth",
                "required",
                "ssl.principal.mapping.rules",
                "RULE:^CN=([^,]+).*$/$1/,DEFAULT",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:" + tls.superUser()));
    }
}
