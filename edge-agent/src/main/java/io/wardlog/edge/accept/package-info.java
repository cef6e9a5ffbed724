/**
 * From bytes that a listener read to an event on disk: {@link io.wardlog.edge.accept.AcceptPipeline} checks and
 * canonicalises on the caller's thread, the one writer thread assigns sequence numbers and hashes, appends and syncs a
 * group, and only then answers. Chain heads, repeat window and sessions belong to that writer alone.
 */
package io.wardlog.edge.accept;
