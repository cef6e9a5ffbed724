/** What the archive must know of the Kafka cluster: which incarnation of a topic it holds. */
package io.wardlog.collector.archive.kafka;
