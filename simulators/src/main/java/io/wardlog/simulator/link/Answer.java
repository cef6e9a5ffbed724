package io.wardlog.simulator.link;

import java.time.Duration;

/** What an agent answered to one message. */
public sealed interface Answer {
    /** It is on the agent's disk. */
    record Acknowledged() implements Answer {}

    /** It will never be accepted as it is. */
    record Refused(String code) implements Answer {}

    /** Send it again later. */
    record Busy(Duration retryAfter) implements Answer {}
}
