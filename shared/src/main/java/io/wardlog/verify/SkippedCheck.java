package io.wardlog.verify;

/**
 * A check that was not made.
 *
 * @param check what would have been checked
 * @param reason which evidence or option it needs
 */
public record SkippedCheck(String check, String reason) {}
