package io.wardlog.edge.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** What the agent's own events say that it has to know again after a restart. */
final class OwnFacts {

    static final String CLOCK_STEPPED = "agent.clock_stepped";
    static final String GAP_DECLARED = "agent.gap_declared";
    static final String MESSAGE_REJECTED = "agent.message_rejected";
    static final String BUFFER_PRESSURE = "agent.buffer_pressure";

    private static final Set<String> KNOWN = Set.of(CLOCK_STEPPED, GAP_DECLARED, MESSAGE_REJECTED, BUFFER_PRESSURE);

    /** Of which type an event is, and what it says. */
    record Fact(String eventType, JsonNode payload) {}

    private OwnFacts() {}

    /** What an event of the agent's own chain says; empty when it is of none of these types. */
    static Optional<Fact> in(EventEntry own) {
        // Most are not, which is quickly told; of those that hold such a word some are about a device that sent it
        byte[] event = own.event();
        String text = new String(event, StandardCharsets.ISO_8859_1);
        return KNOWN.stream().anyMatch(text::contains) && Event.read(event) instanceof Event.Reading.Value value
                ? Optional.of(new Fact(value.event().eventType(), value.event().payload()))
                        .filter(fact -> KNOWN.contains(fact.eventType()))
                : Optional.empty();
    }
}
