/**
 * The unit of custody: the signed batch of an agent, its frame on the wire, and the collector's answers to it (docs/formats.md
 * section 3). Pure bytes and checks; nothing here sends or stores.
 */
package io.wardlog.batch;
