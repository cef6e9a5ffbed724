package io.wardlog.collector.archive;

import io.wardlog.config.Doc;
import java.nio.file.Path;

/** Where the archive is. */
public record ArchiveConfig(
        @Doc("The directory that holds Parquet files and manifests")
        Path directory) {}
