package io.wardlog.collector.archive;

import io.wardlog.hash.Hash;

/**
 * A data file as its manifest lists it.
 *
 * @param name the path in the archive, with {@code /} between folders
 * @param rows how many rows it holds
 * @param bytes its size
 * @param sha256 the digest of its bytes
 */
public record ArchivedFile(String name, long rows, long bytes, Hash sha256) {}
