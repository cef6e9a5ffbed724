/**
 * What a batch alone shows: ingest looks before it takes a batch, custody looks again at what Kafka gives back. Pure, and the same code
 * for both, so that they cannot disagree.
 */
package io.wardlog.collector.examine;
