/** TLS towards the servers that the collector is a client of: Kafka and OpenSearch. */
package io.wardlog.collector.tls;
