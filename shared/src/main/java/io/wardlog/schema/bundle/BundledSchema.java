package io.wardlog.schema.bundle;

import io.wardlog.schema.IndexEntry;

/**
 * One version of a type in a bundle.
 *
 * @param entry what the index says of it
 * @param document the text of its file, byte for byte
 */
public record BundledSchema(IndexEntry entry, String document) {}
