package io.wardlog.collector.consume.kafka;

import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka's records without Kafka's types. */
final class KafkaRecords {

    private KafkaRecords() {}

    static List<StoredRecord> stored(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(KafkaRecords::stored).toList();
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> kafka) {
        List<StoredRecord.Header> headers = StreamSupport.stream(kafka.headers().spliterator(), false)
                .map(header -> new StoredRecord.Header(header.key(), header.value()))
                .toList();
        return new StoredRecord(
                new Source(kafka.topic(), kafka.partition()),
                kafka.offset(),
                kafka.timestamp(),
                kafka.key(),
                kafka.value(),
                headers);
    }
}
