/** The read_committed Kafka consumer loop that every consuming role runs, one thread each. */
package io.wardlog.collector.consume.kafka;
