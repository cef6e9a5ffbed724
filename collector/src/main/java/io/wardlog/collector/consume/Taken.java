package io.wardlog.collector.consume;

import java.time.Duration;

/** A stage's answer to the slices that it was given. */
public sealed interface Taken {

    /** The stage has them all; {@link Stage#durable} says how much of it is durable. */
    record All() implements Taken {}

    /**
     * What is behind the stage has no room or does not answer. The same slices must be given again after a while; the
     * stage may already have used a part of them.
     *
     * @param reason for the operator, without patient data
     */
    record Busy(Duration retryAfter, String reason) implements Taken {}
}
