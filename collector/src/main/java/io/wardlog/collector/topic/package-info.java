/** The names, keys, headers and shapes of the Kafka topics through which the roles are joined. Nothing here talks to Kafka. */
package io.wardlog.collector.topic;
