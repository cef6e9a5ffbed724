/**
 * The uplink over HTTP/2 with mutual TLS. {@link io.wardlog.edge.forward.http2.Http2Uplink} keeps one connection to the
 * collector, gives every call a deadline and an upper bound, and makes of whatever comes back an {@link
 * io.wardlog.edge.forward.UplinkAnswer}.
 */
package io.wardlog.edge.forward.http2;
