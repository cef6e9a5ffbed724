/**
 * {@code POST /v1/events}: one message or an array of messages (docs/formats.md section 1). An array is cut into its
 * elements' own bytes, because the record holds what the device sent. 202 when all are on disk, 207 when some are not,
 * refusals as RFC 9457 problem documents.
 */
package io.wardlog.edge.listen.http;
