package io.wardlog.edge.life;

import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.RoomFor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How full the journal is, as {@code agent.buffer_pressure} says it: of its quota, or of the disk where that leaves less. A level begins at its share
 * and ends a twentieth below it, so that one that hovers at its edge is not said again and again.
 */
public enum BufferLevel {
    /** There is room. */
    NORMAL("there is room"),
    /** From 80 % on: everything comes in as before, but somebody should look. */
    FILLING("everything comes in; soon there is no room left"),
    /** From {@link JournalLimits#ORDINARY_UP_TO 95 %} on, or once the critical reserve is all that is left: only critical events still come in. */
    CRITICAL_ONLY("only critical events come in, ordinary messages are told to come later"),
    /** Nothing comes in. */
    FULL("nothing comes in; what was accepted is safe");

    private static final double FILLING_FROM = 0.80;
    private static final double MARGIN = 0.05;

    /** The largest message that devices may send is a few times smaller than this. */
    private static final long ONE_EVENT = 512 << 10;

    private final String meaning;

    BufferLevel(String meaning) {
        this.meaning = meaning;
    }

    /** What happens at this level, for people. */
    public String meaning() {
        return meaning;
    }

    /** The level now, when it was {@code before}. */
    static BufferLevel of(JournalSpace space, BufferLevel before) {
        BufferLevel now = at(space, 0);
        if (now.compareTo(before) > 0) {
            return now;
        }
        BufferLevel calm = at(space, MARGIN);
        return calm.compareTo(before) < 0 ? calm : before;
    }

    /** The level if so much more were used. */
    private static BufferLevel at(JournalSpace space, double more) {
        long needed = ONE_EVENT + (long) (more * space.capacityBytes());
        if (space.roomFor(RoomFor.CRITICAL) < needed) {
            return FULL;
        }
        if (space.roomFor(RoomFor.ORDINARY) < needed) {
            return CRITICAL_ONLY;
        }
        return space.filled() + more >= FILLING_FROM ? FILLING : NORMAL;
    }

    /** The level that an event's payload has so. */
    static Optional<BufferLevel> of(String wireName) {
        return Arrays.stream(values())
                .filter(level -> level.wireName().equals(wireName))
                .findFirst();
    }

    /** As the event's payload has it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
