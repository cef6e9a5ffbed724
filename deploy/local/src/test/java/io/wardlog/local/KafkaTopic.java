package io.wardlog.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic, read and written as anyone with access to the broker could. */
record KafkaTopic(String bootstrapServers, String name) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FETCH_WAIT_MILLIS = 20;

    /** All committed records that the condition holds for, once there are so many of them; fails when there never are. */
    List<ConsumerRecord<byte[], byte[]>> await(int count, Predicate<ConsumerRecord<byte[], byte[]>> condition) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = reader("read_committed")) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (found.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (condition.test(record)) {
                        found.add(record);
                    }
                });
            }
        }
        if (found.size() < count) {
            throw new AssertionError(name + " has " + found.size() + " such records, not " + count);
        }
        return found;
    }

    /** The names of all topics, Kafka's own included. */
    static Set<String> names(String bootstrapServers) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return new TreeSet<>(consumer.listTopics().keySet());
        }
    }

    /** Hands over every record that stands in the topic now, those of aborted transactions too. */
    void forEach(Consumer<ConsumerRecord<byte[], byte[]>> action) {
        forEach("read_uncommitted", action);
    }

    /** Hands over every committed record that stands in the topic now. */
    void forEachCommitted(Consumer<ConsumerRecord<byte[], byte[]>> action) {
        forEach("read_committed", action);
    }

    /** Its last question is at the broker when it is closed, and a close waits for the answer: the broker is not to hold it back for long. */
    private KafkaConsumer<byte[], byte[]> reader(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        isolation,
                        "fetch.max.wait.ms",
                        FETCH_WAIT_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void forEach(String isolation, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (KafkaConsumer<byte[], byte[]> consumer = reader(isolation)) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(action);
            }
        }
    }

    /** Writes the record again with another value, under the same key and with the same headers, and has its place. */
    RecordMetadata produceAgain(ConsumerRecord<byte[], byte[]> record, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(name, record.partition(), record.key(), value, record.headers()))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
