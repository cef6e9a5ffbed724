/**
 * Trace context beside the record (W3C Trace Context): what is read of it, how it goes from process to process, and the port for spans. A trace is no
 * evidence: nothing here is signed, hashed or kept in an event, and what is lost or malformed changes nothing (docs/adr/0031).
 */
package io.wardlog.trace;
