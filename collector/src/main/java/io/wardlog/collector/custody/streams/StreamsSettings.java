package io.wardlog.collector.custody.streams;

import io.wardlog.collector.custody.CustodyConfig;
import io.wardlog.collector.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of custody's Kafka Streams, each with its reason. */
final class StreamsSettings {
    private static final int BATCHES_AHEAD = 4;
    private static final int MAX_REQUEST_BYTES = 3 << 20;
    private static final long RESTORED_IN_SECONDS = 100_000;
    private static final long PROBING_MS = 60_000;

    private StreamsSettings() {}

    static Map<String, Object> of(KafkaClients clients, CustodyConfig config, Path stateDir, int replication) {
        Map<String, Object> settings = new HashMap<>(clients.connection(CustodyRole.NAME));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, clients.groupId(CustodyRole.NAME));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys(config, replication));
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, LedgerMemory.class);
        // A batch can be 900 KiB and unfold to 8 MiB: few may wait in memory.
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BATCHES_AHEAD);
        consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCHES_AHEAD);
        consumer(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        consumer(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 << 20);
        // A quick restart finds its partitions where it left them.
        clients.membership().forEach((key, value) -> consumer(settings, key, value));
        // Who joins or returns gets its share at once: reading so much of the ledger takes seconds. Beyond it a copy is
        // made first.
        settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, RESTORED_IN_SECONDS);
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
        producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        producer(settings, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer(settings, ProducerConfig.LINGER_MS_CONFIG, 20);
        producer(settings, ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        return settings;
    }

    /** One copy beside the one at work, except where there is one machine only. */
    private static int standbys(CustodyConfig config, int replication) {
        return config.standbys().orElse(replication == 1 ? 0 : 1);
    }

    private static void consumer(Map<String, Object> settings, String key, Object value) {
        settings.put(StreamsConfig.mainConsumerPrefix(key), value);
    }

    private static void producer(Map<String, Object> settings, String key, Object value) {
        settings.put(StreamsConfig.producerPrefix(key), value);
    }
}
