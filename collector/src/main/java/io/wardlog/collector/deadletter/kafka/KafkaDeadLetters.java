package io.wardlog.collector.deadletter.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.deadletter.DeadLetters;
import io.wardlog.collector.deadletter.Reason;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes dead letters with acks=all and counts them by role and code. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;

    /** Owns the producer and closes it with itself. */
    public KafkaDeadLetters(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
    }

    @Override
    public void send(StoredRecord stored, String role, ErrorCode code, String detail) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, stored.key(), stored.value());
        header(letter, RecordHeaders.ORIGIN_TOPIC, stored.source().topic());
        header(
                letter,
                RecordHeaders.ORIGIN_PARTITION,
                Integer.toString(stored.source().partition()));
        header(letter, RecordHeaders.ORIGIN_OFFSET, Long.toString(stored.offset()));
        header(letter, RecordHeaders.ROLE, role);
        header(letter, RecordHeaders.REASON, Reason.of(code, detail));
        try {
            producer.send(letter).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("a dead letter could not be kept", e.getCause());
        }
        Counter.builder("wardlog.dead.letters")
                .description("Records that a role could not use, by error code")
                .tags("role", role, "code", code.code())
                .register(meters)
                .increment();
        LOG.atWarn()
                .addKeyValue("role", role)
                .addKeyValue("code", code.code())
                .addKeyValue("topic", stored.source().topic())
                .addKeyValue("partition", stored.source().partition())
                .addKeyValue("offset", stored.offset())
                .log("record_dead_lettered");
    }

    @Override
    public void close() {
        producer.close();
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
