package io.wardlog.simulator.link;

import io.vertx.core.Future;

/**
 * One connection of one device. Used on one event loop only. A link is used once: when it breaks, all unanswered messages fail, {@link #whenClosed}
 * completes, and a new link is made.
 */
interface DeviceLink {

    /** Completes when the device may send. */
    Future<Void> connect();

    /** Sends; completes with the answer, or fails when the connection breaks first. */
    Future<Answer> send(SimulatedMessage message);

    /** Completes when the connection is gone, for whatever reason. */
    Future<Void> whenClosed();

    /** Says goodbye and closes. */
    Future<Void> close();
}
