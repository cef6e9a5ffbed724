/**
 * NDJSON over TCP: one message a line, one answer a line, in order (docs/formats.md section 1). A line longer than the limit is
 * skipped to its newline without being kept beyond its first 64 KiB, refused and answered; the connection goes on. A line that
 * outgrows 16 MiB, or is not finished in time, ends the connection.
 */
package io.wardlog.edge.listen.tcp;
