/**
 * Custody: the one place that knows where every agent's batches and every device's chain stand. {@link
 * io.wardlog.collector.custody.CustodyJudge} decides what a batch is (new, resent, a fork, beyond a gap, too old) against the {@link
 * io.wardlog.collector.custody.Ledger}; it is pure and total: every sequence of batches has an answer, none an exception. The Kafka
 * Streams adapter is in {@code .streams}.
 */
package io.wardlog.collector.custody;
