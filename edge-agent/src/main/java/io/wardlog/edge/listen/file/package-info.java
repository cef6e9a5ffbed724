/**
 * NDJSON files that applications write into a shared volume: one sub-directory a device, one message a line. One thread follows
 * them all; what it has read is settled in the same group as the event, so that a restart goes on behind the last recorded line.
 * A file is known by its key of the operating system and a fingerprint of what was read, not by its name: renaming is how files
 * are rotated.
 */
package io.wardlog.edge.listen.file;
