package io.wardlog.collector.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Client settings for one cluster. Each call gives a map of its own, to which a role adds what is its own. Immutable, thread-safe.
 */
public final class KafkaClients {
    /** Room for the largest dead letter. */
    private static final int MAX_REQUEST_BYTES = 3 << 20;

    private final String bootstrap;
    private final String instance;

    /**
     * @param bootstrap comma-separated {@code host:port}
     * @param instance this collector's name: unique in the cluster, the same after a restart
     */
    public KafkaClients(String bootstrap, String instance) {
        this.bootstrap = bootstrap;
        this.instance = instance;
    }

    /** Connection settings alone, for an admin client or a Streams application. */
    public Map<String, Object> connection(String role) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId(role));
        settings.put("enable.metrics.push", false);
        return settings;
    }

    /** A producer of byte arrays with acks=all and idempotence. */
    public Map<String, Object> producer(String role) {
        Map<String, Object> settings = connection(role);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    /**
     * A consumer of byte arrays: {@code read_committed}, no automatic commits. Without a committed position it fails; a role that may
     * start from the beginning says so itself.
     */
    public Map<String, Object> consumer(String role) {
        Map<String, Object> settings = connection(role);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    /** The same in a consumer group, as a static member, so that a quick restart moves no partitions. */
    public Map<String, Object> groupConsumer(String role) {
        Map<String, Object> settings = consumer(role);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(role));
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** The consumer group, or Streams application, of a role. */
    public String groupId(String role) {
        return "wardlog-" + role;
    }

    /** The client id of a role of this collector. */
    public String clientId(String role) {
        return "wardlog-" + role + "-" + instance;
    }

    /** This collector's name. */
    public String instance() {
        return instance;
    }
}
