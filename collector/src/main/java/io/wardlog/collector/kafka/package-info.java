/** The collector's way into Kafka: client settings that every role starts from, and the creation and check of topics. */
package io.wardlog.collector.kafka;
