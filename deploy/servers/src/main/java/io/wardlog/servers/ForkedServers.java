package io.wardlog.servers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A Kafka broker and an OpenSearch node, each a process of its own on free ports, for tests that stop and kill them one by one. They end with the
 * process that started them, however that ends.
 */
public final class ForkedServers implements AutoCloseable {
    private final ForkedServer kafka;
    private final ForkedServer openSearch;
    private final int kafkaPort;
    private final int openSearchPort;

    private ForkedServers(ForkedServer kafka, int kafkaPort, ForkedServer openSearch, int openSearchPort) {
        this.kafka = kafka;
        this.kafkaPort = kafkaPort;
        this.openSearch = openSearch;
        this.openSearchPort = openSearchPort;
    }

    /** Starts both below the directory, side by side, and waits until both accept clients. */
    public static ForkedServers start(Path directory) throws IOException {
        int kafkaPort = FreePorts.next();
        int openSearchPort = FreePorts.next();
        ForkedServer kafka = ForkedServer.launchKafka(directory, kafkaPort);
        try {
            ForkedServer openSearch = ForkedServer.openSearch(directory, openSearchPort);
            ForkedServers both = new ForkedServers(kafka, kafkaPort, openSearch, openSearchPort);
            both.awaitKafka();
            return both;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private void awaitKafka() throws IOException {
        try {
            kafka.awaitReady();
        } catch (IOException | RuntimeException e) {
            openSearch.close();
            throw e;
        }
    }

    public ForkedServer kafka() {
        return kafka;
    }

    public ForkedServer openSearch() {
        return openSearch;
    }

    /** Host and port for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The base address, such as {@code http://127.0.0.1:9200}. */
    public String openSearchUrl() {
        return "http://127.0.0.1:" + openSearchPort;
    }

    @Override
    public void close() {
        kafka.close();
        openSearch.close();
    }
}
