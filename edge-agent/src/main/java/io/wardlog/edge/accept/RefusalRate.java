package io.wardlog.edge.accept;

import io.wardlog.edge.state.RefusalTally;
import io.wardlog.rate.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many refusals of one sender go to disk as they come: {@value #PER_SECOND} a second, after a pause {@value #AT_ONCE} at once. What comes beyond
 * that of strangers is counted here until it is {@linkplain #drain drained}; devices are told to come later. The {@value #MOST_SENDERS} senders that were
 * refused last are told apart. Thread-safe.
 */
final class RefusalRate {

    private static final int PER_SECOND = 10;
    private static final int AT_ONCE = 100;
    private static final int MOST_SENDERS = 10_000;

    private final Map<String, TokenBucket> senders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > MOST_SENDERS;
        }
    };
    private final Map<RefusalTally.Key, Long> uncounted = new HashMap<>();

    /** How long the sender must wait until one more refusal of it may go to disk; zero when this one may. */
    synchronized Duration take(String sender, long now) {
        TokenBucket bucket = senders.computeIfAbsent(sender, first -> new TokenBucket(PER_SECOND, AT_ONCE, now));
        if (!bucket.covers(1, now)) {
            return Duration.ofNanos(bucket.nanosUntil(1, now));
        }
        bucket.take(1, now);
        return Duration.ZERO;
    }

    /** Counts a refusal that does not go to disk now; beyond {@value #MOST_SENDERS} kinds of them only metrics know. */
    synchronized void count(RefusalTally.Key key) {
        if (uncounted.size() < MOST_SENDERS || uncounted.containsKey(key)) {
            uncounted.merge(key, 1L, Long::sum);
        }
    }

    /** At most so many of the counts, which are here no more. */
    synchronized Map<RefusalTally.Key, Long> drain(int most) {
        Map<RefusalTally.Key, Long> drained = new HashMap<>();
        Iterator<Map.Entry<RefusalTally.Key, Long>> left = uncounted.entrySet().iterator();
        while (drained.size() < most && left.hasNext()) {
            Map.Entry<RefusalTally.Key, Long> next = left.next();
            drained.put(next.getKey(), next.getValue());
            left.remove();
        }
        return drained;
    }
}
