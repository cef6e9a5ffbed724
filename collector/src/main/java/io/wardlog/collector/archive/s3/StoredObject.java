package io.wardlog.collector.archive.s3;

/**
 * One version of an object.
 *
 * @param name without the bucket's prefix
 * @param versionId which version of the name
 * @param bytes its size
 */
record StoredObject(String name, String versionId, long bytes) {}
