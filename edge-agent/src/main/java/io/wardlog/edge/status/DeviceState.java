package io.wardlog.edge.status;

import java.util.Locale;

/** How a device is, in one word; the worst first, and of several it is the worst. The wire name never changes its meaning. */
public enum DeviceState {
    /** Its messages are turned away, or were until a minute ago: the journal has no room. */
    NO_ROOM,
    /** It sends more than it may. */
    RATE_LIMITED,
    /** Its last message was refused for good, or one was within the last minute. */
    REFUSED,
    /** Something of it was declared to be missing since the start. */
    GAPS,
    /** It was heard, and is not any more for {@code status.deviceSilentAfter}. */
    SILENT,
    /** It was not heard since the start. */
    UNHEARD,
    /** Nothing of these. */
    WELL;

    /** The stable name. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
