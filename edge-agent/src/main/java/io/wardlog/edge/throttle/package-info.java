/**
 * Keeps one device from taking what all need: {@link io.wardlog.edge.throttle.ThrottledAcceptor} stands before the acceptor and answers
 * busy to what is over a device's limit, or over its fair share while the whole agent is over its own. Nothing is lost by
 * that: a device or its connection holds the message and sends it again.
 */
package io.wardlog.edge.throttle;
