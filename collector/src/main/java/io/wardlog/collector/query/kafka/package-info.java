/** What the API reads from Kafka: the compacted topic of agents. */
package io.wardlog.collector.query.kafka;
