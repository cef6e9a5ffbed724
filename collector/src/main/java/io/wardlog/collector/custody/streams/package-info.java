/** Custody on Kafka Streams: exactly once, partitioned by agent, the ledger in RocksDB. Only an adapter; the decisions are above. */
package io.wardlog.collector.custody.streams;
