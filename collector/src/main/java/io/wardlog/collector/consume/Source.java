package io.wardlog.collector.consume;

/** A partition of a topic, from 0. */
public record Source(String topic, int partition) {}
