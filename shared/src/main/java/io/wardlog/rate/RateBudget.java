package io.wardlog.rate;

/**
 * What of a {@link RateLimit} is left: events and bytes. Times are nanoseconds of a clock that is never set. Not thread-safe.
 */
public final class RateBudget {

    private final RateLimit limit;
    private final TokenBucket events;
    private final TokenBucket bytes;

    /** All of it is left. */
    public RateBudget(RateLimit limit, long nowNanos) {
        this.limit = limit;
        this.events = new TokenBucket(limit.eventsPerSecond(), limit.burstEvents(), nowNanos);
        this.bytes = new TokenBucket(limit.bytesPerSecond().bytes(), limit.burstBytes(), nowNanos);
    }

    /** The limit. */
    public RateLimit limit() {
        return limit;
    }

    /** Whether so much may come now; of nothing, whether there is no debt. */
    public boolean covers(double eventCount, double byteCount, long nowNanos) {
        return events.covers(eventCount, nowNanos) && bytes.covers(byteCount, nowNanos);
    }

    /** So much has come. What was not covered is a debt. */
    public void take(double eventCount, double byteCount, long nowNanos) {
        events.take(eventCount, nowNanos);
        bytes.take(byteCount, nowNanos);
    }

    /** After how long {@link #covers} would say yes, if nothing else came. */
    public long nanosUntil(double eventCount, double byteCount, long nowNanos) {
        return Math.max(events.nanosUntil(eventCount, nowNanos), bytes.nanosUntil(byteCount, nowNanos));
    }

    /** Whether more than half of the burst is used. */
    public boolean isScarce(long nowNanos) {
        return !events.covers(limit.burstEvents() / 2, nowNanos) || !bytes.covers(limit.burstBytes() / 2, nowNanos);
    }

    /** Whether it is as new: nothing is lost when it is forgotten. */
    public boolean isFull(long nowNanos) {
        return events.isFull(nowNanos) && bytes.isFull(nowNanos);
    }
}
