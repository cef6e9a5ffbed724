package io.wardlog.edge.life;

import io.wardlog.edge.journal.JournalSpace;
import java.util.Locale;

/** How full the journal is, as {@code agent.buffer_pressure} says it. */
public enum BufferLevel {
    /** There is room. */
    NORMAL,
    /** More than three quarters of the quota are used. */
    FILLING,
    /** Only critical events still come in. */
    CRITICAL_ONLY,
    /** Nothing comes in. */
    FULL;

    /** The largest message that devices may send is a few times smaller than this. */
    private static final long ONE_EVENT = 512 << 10;

    private static final double FILLING_FROM = 0.75;
    private static final double NORMAL_AGAIN = 0.70;

    /** The level now, when it was {@code before}: it is normal again only a little below where filling began. */
    static BufferLevel of(JournalSpace space, BufferLevel before) {
        if (!space.hasRoomFor(ONE_EVENT, true)) {
            return FULL;
        }
        if (!space.hasRoomFor(ONE_EVENT, false)) {
            return CRITICAL_ONLY;
        }
        double used = (double) space.usedBytes() / space.quotaBytes();
        return used >= (before == NORMAL ? FILLING_FROM : NORMAL_AGAIN) ? FILLING : NORMAL;
    }

    /** As the event's payload has it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
