package io.wardlog.collector.archive;

import java.time.Duration;

/**
 * When a partition's rows are written: whatever comes first.
 *
 * @param age since the first row came in
 * @param records how many are waiting in one partition
 * @param bytes about how much memory one partition's rows hold
 * @param totalBytes about how much memory all partitions' rows hold; beyond it the largest is written
 */
public record FlushPolicy(Duration age, long records, long bytes, long totalBytes) {}
