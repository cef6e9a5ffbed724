/**
 * Strict I-JSON reading (RFC 7493 and the stricter number rule of docs/formats.md section 0) and canonical writing (RFC
 * 8785, JCS). What {@link io.wardlog.json.StrictJson} accepts, {@link io.wardlog.json.Jcs} writes to bytes that are
 * accepted again and stay the same. {@link io.wardlog.json.CanonicalScan} tells of most canonical bytes that they are, without reading them into a tree.
 */
package io.wardlog.json;
