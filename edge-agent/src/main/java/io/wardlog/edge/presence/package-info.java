/**
 * What was heard of each device since the start: {@link io.wardlog.edge.presence.HearingAcceptor} stands before the acceptor and notes how each message
 * was answered. Memory only; nothing is decided by it.
 */
package io.wardlog.edge.presence;
