/** Dead letters in the topic {@code wardlog.deadletter.v1}. */
package io.wardlog.collector.deadletter.kafka;
