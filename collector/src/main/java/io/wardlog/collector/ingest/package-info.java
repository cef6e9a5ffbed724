/** Ingest: takes agents' batches over HTTP/2 with mutual TLS, checks everything that a batch alone shows, and gives a signed receipt once Kafka has the batch. Stateless: order is custody's. */
package io.wardlog.collector.ingest;
