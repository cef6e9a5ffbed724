package io.wardlog.collector.ingest.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.wardlog.collector.ingest.AdmittedBatch;
import io.wardlog.collector.ingest.AlertLog;
import io.wardlog.collector.ingest.BatchLog;
import io.wardlog.collector.ingest.SightingLog;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.Alert;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends with one idempotent producer and acks=all; its calls block a worker thread of Vert.x, never an event loop. Thread-safe. */
public final class KafkaBatchLog implements BatchLog, AlertLog, SightingLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBatchLog.class);
    private static final long CLOSE_SECONDS = 10;

    private static final long TROUBLE_STANDS_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Trouble NONE = new Trouble("", 0);

    private final KafkaProducer<byte[], byte[]> producer;
    private volatile Trouble trouble = NONE;

    /** Why Kafka did not take a batch, and when. */
    private record Trouble(String sentence, long nanos) {}

    /** Opens the producer; needs no broker yet. */
    public KafkaBatchLog(Vertx vertx, KafkaClients clients, Duration deliveryTimeout) {
        this.producer = KafkaProducer.create(
                vertx, settings(clients, deliveryTimeout), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Properties settings(KafkaClients clients, Duration deliveryTimeout) {
        int millis = Math.toIntExact(deliveryTimeout.toMillis());
        Properties settings = new Properties();
        settings.putAll(clients.producer("ingest"));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // Waiting for metadata or memory and the delivery itself share the promised time.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 4);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis * 3 / 4);
        return settings;
    }

    @Override
    public CompletionStage<Void> append(AdmittedBatch batch) {
        KafkaProducerRecord<byte[], byte[]> message =
                KafkaProducerRecord.create(Topics.BATCHES, bytes(batch.key()), batch.frame());
        message.addHeader(RecordHeaders.RECEIPT, Buffer.buffer(batch.receipt()));
        if (!batch.traces().isEmpty()) {
            message.addHeader(RecordHeaders.EVENT_TRACES, batch.traces().encode());
        }
        return producer.send(message)
                .<Void>map(stored -> {
                    trouble = NONE;
                    return null;
                })
                .recover(failure -> Future.failedFuture(noted(failure)))
                .toCompletionStage();
    }

    /** Whether Kafka takes batches, as far as was seen lately: a failure is forgotten after a while, so that it is tried again. */
    public Readiness readiness() {
        Trouble latest = trouble;
        boolean stands = !latest.sentence().isEmpty() && System.nanoTime() - latest.nanos() < TROUBLE_STANDS_NANOS;
        return stands ? Readiness.notReady(latest.sentence()) : Readiness.READY;
    }

    @Override
    public void record(Alert alert) {
        byte[] key = bytes(alert.tenantId() + "/" + alert.agentId());
        producer.send(KafkaProducerRecord.create(Topics.ALERTS, key, alert.toJson()))
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("code", alert.code().code())
                        .setCause(explained(failure))
                        .log("alert_not_recorded"));
    }

    /** A batch that is not taken makes the role unready; an alert does not. */
    private Throwable noted(Throwable failure) {
        String why = KafkaAccess.refusedWriting(failure)
                .orElseGet(() ->
                        "Kafka does not take batches: " + failure.getClass().getSimpleName());
        trouble = new Trouble(why, System.nanoTime());
        return explained(failure);
    }

    /** A refusal says which right on which topic is missing; every other failure stays as it is. */
    private static Throwable explained(Throwable failure) {
        return KafkaAccess.refusedWriting(failure)
                .<Throwable>map(text -> new KafkaException(text, failure))
                .orElse(failure);
    }

    @Override
    public void note(AgentSighting sighting) {
        producer.send(KafkaProducerRecord.create(Topics.AGENTS, bytes(sighting.key()), sighting.toJson()))
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("agent", sighting.agentKey())
                        .setCause(failure)
                        .log("sighting_not_noted"));
    }

    @Override
    public void close() {
        try {
            producer.close(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_SECONDS + 1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failure) {
            LOG.atWarn().setCause(failure).log("ingest_producer_close_failed");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
