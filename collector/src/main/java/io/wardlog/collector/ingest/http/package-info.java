/** Ingest's HTTP/2 face: mutual TLS, who is on the line, the limits, and problem documents. */
package io.wardlog.collector.ingest.http;
