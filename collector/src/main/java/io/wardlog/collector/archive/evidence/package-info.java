/** The archive as evidence: what {@code wardlog verify --archive} reads, in order and with flat memory. */
package io.wardlog.collector.archive.evidence;
