package io.wardlog.verify;

/**
 * One thing that verification found.
 *
 * @param reason why, in a sentence that quotes no content
 */
public record Finding(Verdict verdict, Place place, String reason) {}
