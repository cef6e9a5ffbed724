/**
 * NDJSON files that applications write into a shared volume: one sub-directory a device, one message a line. One thread follows
 * them all; what it has read is settled in the same group as the event, so that a restart goes on behind the last recorded line.
 * A file is known by its content: renaming is how files are rotated, and keys of the operating system change. {@code FolderFiles} finds which
 * there are, {@code Placing} where each is to be read from, {@code HandOver} hands over the lines.
 */
package io.wardlog.edge.listen.file;
