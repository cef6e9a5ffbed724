package io.wardlog.hold;

/**
 * What lies where the records of holds are.
 *
 * @param name its path in the archive
 * @param bytes all of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record HoldFile(String name, byte[] bytes) {}
