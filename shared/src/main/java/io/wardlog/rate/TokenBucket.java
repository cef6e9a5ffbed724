package io.wardlog.rate;

/**
 * A token bucket. What is larger than the bucket passes when it is full and leaves a debt, so that nothing is too large for ever and the
 * rate holds in the long run. Times are nanoseconds of a clock that is never set. Not thread-safe.
 */
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double perNano;
    private final double capacity;
    private double balance;
    private long lastNanos;

    /** A full bucket of {@code capacity} tokens that gains {@code perSecond}. */
    public TokenBucket(double perSecond, double capacity, long nowNanos) {
        this.perNano = perSecond / NANOS;
        this.capacity = capacity;
        this.balance = capacity;
        this.lastNanos = nowNanos;
    }

    /** Whether {@code amount} may be taken now. */
    public boolean covers(double amount, long nowNanos) {
        refill(nowNanos);
        return balance >= Math.min(amount, capacity);
    }

    /** Takes {@code amount}, whether it is there or not: what is missing is a debt. */
    public void take(double amount, long nowNanos) {
        refill(nowNanos);
        balance -= amount;
    }

    /** After how long {@code amount} may be taken, if nothing else is; 0 when it may be now. */
    public long nanosUntil(double amount, long nowNanos) {
        refill(nowNanos);
        return (long) Math.ceil(Math.max(0, Math.min(amount, capacity) - balance) / perNano);
    }

    /** Whether it is as if nothing had ever been taken. */
    public boolean isFull(long nowNanos) {
        refill(nowNanos);
        return balance >= capacity;
    }

    private void refill(long nowNanos) {
        long passed = Math.max(0, nowNanos - lastNanos);
        lastNanos += passed;
        balance = Math.min(capacity, balance + passed * perNano);
    }
}
