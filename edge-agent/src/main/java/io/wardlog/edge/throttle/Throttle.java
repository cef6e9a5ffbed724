package io.wardlog.edge.throttle;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.rate.RateBudget;
import io.wardlog.rate.RateLimit;
import io.wardlog.rate.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Decides whether a message may come in now: its device has a limit, and all devices together have one. While less than half of what all
 * may send at once is left, a device needs its {@link FairShare share}, so that the other half is there for those who send
 * little. Times are nanoseconds of a clock that is never set. Thread-safe; only devices that sent lately are remembered.
 */
public final class Throttle {

    /** A tenth of a limit is kept for critical events beside it. */
    private static final double RESERVE = 0.1;
    /** So many devices can use their credit at once without using up what all may send. */
    private static final double DEVICES = 10_000;

    private static final double LARGEST_MESSAGE = 64 << 10;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    private final RateLimit ofDevice;
    private final RateBudget all;
    private final TokenBucket allReserve;
    private final FairShare shareOfEvents;
    private final FairShare shareOfBytes;
    private final Map<String, Account> accounts = new HashMap<>();

    /** Whose limit was met. */
    public enum Scope {
        /** The device's own. */
        DEVICE,
        /** That of all devices together. */
        AGENT;

        /** As metrics and events have it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is decided about a message. */
    public sealed interface Decision {
        /** It may come, and is counted. */
        record Pass() implements Decision {}

        /** It may not come before {@code retryAfter}. */
        record Wait(Scope scope, Duration retryAfter) implements Decision {}
    }

    /** What a device has left, and of its reserve how many looks whether a message is critical. */
    private record Account(RateBudget budget, TokenBucket reserve) {}

    /** Nothing has come yet. */
    public Throttle(LimitsConfig config, long nowNanos) {
        RateLimit ofAll = config.agent();
        this.ofDevice = config.device();
        this.all = new RateBudget(ofAll, nowNanos);
        this.allReserve = reserve(ofAll, nowNanos);
        this.shareOfEvents =
                new FairShare(ofAll.eventsPerSecond(), Math.max(1, ofAll.burstEvents() / DEVICES), nowNanos);
        this.shareOfBytes = new FairShare(
                ofAll.bytesPerSecond().bytes(), Math.max(LARGEST_MESSAGE, ofAll.burstBytes() / DEVICES), nowNanos);
    }

    private static TokenBucket reserve(RateLimit limit, long nowNanos) {
        return new TokenBucket(limit.eventsPerSecond() * RESERVE, Math.max(1, limit.burstEvents() * RESERVE), nowNanos);
    }

    /** Decides about one message of {@code bytes}. */
    public synchronized Decision take(DeviceIdentity device, int bytes, long now) {
        RateBudget own = account(device, now).budget();
        if (!own.covers(1, bytes, now)) {
            return wait(Scope.DEVICE, own.nanosUntil(1, bytes, now));
        }
        String id = device.deviceId();
        if (!all.covers(1, bytes, now)) {
            return wait(Scope.AGENT, all.nanosUntil(1, bytes, now));
        }
        if (all.isScarce(now) && !(shareOfEvents.covers(id, 1, now) && shareOfBytes.covers(id, bytes, now))) {
            return wait(
                    Scope.AGENT,
                    Math.max(shareOfEvents.nanosUntil(id, 1, now), shareOfBytes.nanosUntil(id, bytes, now)));
        }
        count(own, id, bytes, now);
        return new Decision.Pass();
    }

    /**
     * Whether a message that may not come may be looked at: it passes if it is critical. Looks are bounded, so that a flood costs no
     * more than a few checks.
     */
    public synchronized boolean mayLook(DeviceIdentity device, long now) {
        TokenBucket reserve = account(device, now).reserve();
        boolean may = reserve.covers(1, now);
        if (may) {
            reserve.take(1, now);
        }
        return may;
    }

    /** Decides about a critical message that may otherwise not come. What passes is a debt of the ordinary limits. */
    public synchronized boolean takeReserve(DeviceIdentity device, int bytes, Scope scope, long now) {
        if (scope == Scope.AGENT) {
            if (!allReserve.covers(1, now)) {
                return false;
            }
            allReserve.take(1, now);
        }
        count(account(device, now).budget(), device.deviceId(), bytes, now);
        return true;
    }

    /** Forgets devices that have sent so little that they are as new. */
    public synchronized void forgetIdle(long now) {
        accounts.values()
                .removeIf(account ->
                        account.budget().isFull(now) && account.reserve().isFull(now));
    }

    private void count(RateBudget own, String id, int bytes, long now) {
        own.take(1, bytes, now);
        all.take(1, bytes, now);
        shareOfEvents.take(id, 1, now);
        shareOfBytes.take(id, bytes, now);
    }

    private Account account(DeviceIdentity device, long now) {
        RateLimit limit = device.limit().orElse(ofDevice);
        return accounts.compute(
                device.deviceId(),
                (id, known) -> known != null && known.budget().limit().equals(limit)
                        ? known
                        : new Account(new RateBudget(limit, now), reserve(limit, now)));
    }

    private static Decision wait(Scope scope, long nanos) {
        Duration wait = Duration.ofNanos(nanos);
        return new Decision.Wait(scope, wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait);
    }
}
