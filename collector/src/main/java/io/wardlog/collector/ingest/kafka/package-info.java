/** Ingest's way to Kafka: the producer of batches and alerts, and the reader of what custody confirmed. */
package io.wardlog.collector.ingest.kafka;
