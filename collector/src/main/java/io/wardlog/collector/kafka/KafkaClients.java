package io.wardlog.collector.kafka;

import io.wardlog.collector.tls.ClientTls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Client settings for one cluster. Each call gives a map of its own, to which a role adds what is its own. Immutable, thread-safe.
 */
public final class KafkaClients {
    /** Room for the largest dead letter. */
    private static final int MAX_REQUEST_BYTES = 3 << 20;

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

    private final String bootstrap;
    private final String instance;
    private final Optional<ClientTls> tls;
    private final Duration sessionTimeout;

    /**
     * @param bootstrap comma-separated {@code host:port}
     * @param instance this collector's name: unique in the cluster, the same after a restart
     * @param tls how brokers and this process know each other; without it everything is plain text
     */
    public KafkaClients(String bootstrap, String instance, Optional<ClientTls> tls) {
        this(bootstrap, instance, tls, SESSION_TIMEOUT);
    }

    private KafkaClients(String bootstrap, String instance, Optional<ClientTls> tls, Duration sessionTimeout) {
        this.bootstrap = bootstrap;
        this.instance = instance;
        this.tls = tls;
        this.sessionTimeout = sessionTimeout;
    }

    /** The same with another time after which a member of a group that is gone is replaced; 30 s without this. */
    public KafkaClients withSessionTimeout(Duration time) {
        return new KafkaClients(bootstrap, instance, tls, time);
    }

    /** Clients of the configured cluster. */
    public static KafkaClients of(KafkaConfig config, String instance) {
        return new KafkaClients(config.bootstrapServers(), instance, config.tls(), config.sessionTimeout());
    }

    /** Clients that speak plain text. */
    public KafkaClients(String bootstrap, String instance) {
        this(bootstrap, instance, Optional.empty());
    }

    /**
     * Connection settings alone, for an admin client or a Streams application. Certificates and keys are read when the client is made, and again
     * for each of its connections.
     */
    public Map<String, Object> connection(String role) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId(role));
        settings.put("enable.metrics.push", false);
        tls.ifPresent(files -> secure(settings, files));
        return settings;
    }

    /** The brokers' names are checked, whatever the default of Kafka's clients is. */
    private static void secure(Map<String, Object> settings, ClientTls tls) {
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, SecurityProtocol.SSL.name);
        settings.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, RenewableTls.class);
        settings.put(RenewableTls.FILES, tls);
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

    /** The same in a consumer group. */
    public Map<String, Object> groupConsumer(String role) {
        Map<String, Object> settings = consumer(role);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(role));
        settings.putAll(membership());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /**
     * As whom a consumer is in its group: a static member, which keeps its partitions until it is gone for the session timeout. A quick
     * restart moves nothing; the partitions of one that stays away go to the others after that time.
     */
    public Map<String, Object> membership() {
        return Map.of(
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                instance,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(sessionTimeout.toMillis()));
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
