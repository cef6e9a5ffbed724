package io.wardlog.collector.archive;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the archive is, and when rows are written to it. */
public record ArchiveConfig(
        @Doc("The directory that holds Parquet files and manifests; this or s3")
        Optional<Path> directory,

        @Doc("The bucket that holds Parquet files and manifests under object lock; this or directory")
        Optional<S3Config> s3,

        @Doc("The public keys whose owners may set and release legal holds (PEM, made by wardlog pki hold)")
        @Default("")
        List<Path> holdPublicKeys,

        @Doc("Rows of a partition are written at the latest when the oldest has waited this long") @Default("60s")
        Duration flushAfter,

        @Doc("Rows of a partition are written when there are this many") @Default("100000")
        long flushRecords,

        @Doc("Rows of a partition are written when they hold about this much memory") @Default("32MiB")
        DataSize flushSize,

        @Doc("Beyond about this much memory for all partitions the largest is written") @Default("128MiB")
        DataSize memory) {

    /** Refuses two places, and none. */
    public ArchiveConfig {
        if (directory.isPresent() == s3.isPresent()) {
            throw new IllegalArgumentException("archive needs one place: directory or s3");
        }
    }

    /** The same as a policy. */
    public FlushPolicy flushPolicy() {
        return new FlushPolicy(flushAfter, flushRecords, flushSize.bytes(), memory.bytes());
    }
}
