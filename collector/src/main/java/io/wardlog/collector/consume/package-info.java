/**
 * How roles read topics: records without Kafka's types, the third check that every consumer makes before it uses one, and
 * the port {@link io.wardlog.collector.consume.Stage} behind which a role does its work.
 */
package io.wardlog.collector.consume;
