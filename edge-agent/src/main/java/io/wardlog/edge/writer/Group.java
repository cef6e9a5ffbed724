package io.wardlog.edge.writer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.state.AgentState;
import io.wardlog.event.EventTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What goes to disk with one sync. Each added entry moves the state at once, so that the next one follows it; that the
 * state runs ahead of the disk for the length of a group is safe, because a group that does not become durable ends the
 * process. Writer thread only.
 */
public final class Group {

    /** At most how many bytes a group has beside what its tasks announced: {@code agent.clock_stepped}. */
    static final int OWN_BYTES = 4_096;

    private final AgentState state;
    private final AgentClock clock;
    private final ClockWatch watch;
    private final OwnEvents ownEvents;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final long firstOrdinal;
    private OptionalLong steadyMicros = OptionalLong.empty();
    private long bytes;
    private int events;

    Group(AgentState state, AgentClock clock, ClockWatch watch, OwnEvents ownEvents, long firstOrdinal) {
        this.state = state;
        this.clock = clock;
        this.watch = watch;
        this.ownEvents = ownEvents;
        this.firstOrdinal = firstOrdinal;
    }

    /** The state after all entries so far. Read it; only {@link #add} changes it. */
    public AgentState state() {
        return state;
    }

    /** The wall clock. */
    public Instant now() {
        return clock.now();
    }

    /**
     * Microseconds of a wall clock that nobody sets: for how long ago something was, never for the record. It goes on over a
     * restart, and over a step that no event has met yet. It is read once for a group.
     */
    public long steadyMicros() {
        if (steadyMicros.isEmpty()) {
            steadyMicros = OptionalLong.of(state.steadyMicros(AgentClock.micros(watch.expected())));
        }
        return steadyMicros.getAsLong();
    }

    /** Adds an entry and returns its ordinal. */
    public long add(Entry entry) {
        long ordinal = firstOrdinal + entries.size();
        JournalEntry journaled = entry.toJournal();
        entries.add(journaled);
        bytes += journaled.storedBytes();
        state.apply(ordinal, entry);
        return ordinal;
    }

    /**
     * Lets the state know what the disk has no room for. The collector says it again at the next connection, so that a restart
     * that has forgotten it loses nothing; and without it a full journal could never be pruned.
     */
    public void learn(ConfirmedEntry confirmed) {
        state.apply(firstOrdinal + entries.size(), confirmed);
    }

    /** Gives the event its place in its chain, and adds it; before it {@code agent.clock_stepped} when the clock was set. */
    public EventEntry append(EventDraft draft) {
        watch.observe().ifPresent(step -> place(clockStepped(step), step.after()));
        return place(draft, watch.lastWall());
    }

    /** Adds an event of the agent's own chain. */
    public EventEntry appendOwn(String eventType, ObjectNode payload) {
        return append(ownEvents.draft(eventType, payload, epoch(), clock.now()));
    }

    /** The current epoch. */
    public String epoch() {
        return state.epoch().orElseThrow().epoch();
    }

    private EventEntry place(EventDraft draft, Instant now) {
        if (!draft.epoch().equals(epoch())) {
            throw new IllegalStateException("a draft of another epoch");
        }
        ChainHead head = state.chain(draft.deviceId()).head();
        EventTemplate.Place place = new EventTemplate.Place(now, head.eventHash(), head.sequenceNumber() + 1);
        EventEntry.About about = new EventEntry.About(
                draft.deviceId(),
                place.sequenceNumber(),
                AgentClock.micros(now),
                draft.deviceSequence(),
                draft.repeatKey());
        EventEntry entry = EventEntry.write(about, draft.template().at(place), draft.sealed());
        add(entry);
        events++;
        return entry;
    }

    private EventDraft clockStepped(ClockWatch.Step step) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("stepUs", step.micros());
        payload.put("before", EventTimes.micros(step.before()));
        payload.put("after", EventTimes.micros(step.after()));
        return ownEvents.draft("agent.clock_stepped", payload, epoch(), step.after());
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /** What the entries take in the journal. */
    long bytes() {
        return bytes;
    }

    /** How many of the entries are events. */
    int events() {
        return events;
    }
}
