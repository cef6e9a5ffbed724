package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.event.Event;
import java.nio.charset.StandardCharsets;

/** By how much the wall clock was set, as the agent's own events say it. */
final class ClockSteps {

    private static final String EVENT_TYPE = "agent.clock_stepped";

    private ClockSteps() {}

    /** Microseconds of the step that this event of the agent's own chain records, 0 when it is another event. */
    static long in(EventEntry own) {
        // Few have the word in them, and of these some are about a device that sent it
        if (new String(own.event(), StandardCharsets.ISO_8859_1).contains(EVENT_TYPE)
                && Event.read(own.event()) instanceof Event.Reading.Value value
                && value.event().eventType().equals(EVENT_TYPE)) {
            return value.event().payload().path("stepUs").longValue();
        }
        return 0;
    }
}
