/** Archive tables as Parquet files, compressed with zstd, that any Parquet tool reads. */
package io.wardlog.collector.archive.parquet;
