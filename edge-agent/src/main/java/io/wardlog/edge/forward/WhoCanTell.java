package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was heard last of each collector, so that it is known whether any of them may still know custody's word. One that says that it cannot tell does
 * not know it; one that is not heard may only be starting. The word may be that this journal is an old copy, and then all that is sent without it forks.
 * The forwarder's thread only.
 */
final class WhoCanTell {

    private final int collectors;
    private final Duration patience;
    private final AgentClock clock;
    private final Set<Integer> cannotTell = new HashSet<>();
    private final Map<Integer, Long> silentSince = new HashMap<>();

    /**
     * Nobody is heard yet.
     *
     * @param collectors how many there are; they are known by their numbers from 0
     * @param patience for how long one that is silent while another is heard may still know the word
     */
    WhoCanTell(int collectors, Duration patience, AgentClock clock) {
        this.collectors = collectors;
        this.patience = patience;
        this.clock = clock;
    }

    /** It is there, and says that it cannot tell custody's word. */
    void cannotTell(int collector) {
        answered(collector);
        cannotTell.add(collector);
    }

    /** It is there, and may know the word. */
    void answered(int collector) {
        cannotTell.remove(collector);
        // When all were silent it was the agent that was cut off, which says nothing of the others
        if (silentSince.size() == collectors) {
            silentSince.replaceAll((silent, since) -> clock.nanoTime());
        }
        silentSince.remove(collector);
    }

    /** Custody's word is known: nothing is held against anybody. */
    void told() {
        cannotTell.clear();
        silentSince.clear();
    }

    /** It was not reached, did not answer, or is not to be believed. */
    void notHeard(int collector) {
        cannotTell.remove(collector);
        silentSince.putIfAbsent(collector, clock.nanoTime());
    }

    /** Whether each one cannot tell, or has been silent for the whole patience while another was heard. */
    boolean isNobody() {
        long gone = silentSince.values().stream()
                .filter(since -> clock.nanoTime() - since >= patience.toNanos())
                .count();
        return cannotTell.size() + gone == collectors;
    }
}
