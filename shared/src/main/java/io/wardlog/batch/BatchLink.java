package io.wardlog.batch;

import io.wardlog.hash.Hash;

/** One batch named from elsewhere: its epoch, number and hash; a header's {@code previous}, a receipt's {@code confirmed}. */
public record BatchLink(String epoch, long batchSequence, Hash batchHash) {}
