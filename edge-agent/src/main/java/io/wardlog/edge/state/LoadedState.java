package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import java.util.Optional;

/**
 * The state that a start found.
 *
 * @param state the state; without an epoch when a new one must begin
 * @param reason what was found, which is why a new epoch must begin, or why the one that goes on began
 * @param previous the last batch of the epoch before, when a new one must begin and it is known
 */
public record LoadedState(AgentState state, Reason reason, Optional<BatchLink> previous) {

    /** How the epoch after a start came to be; the wire name stands in {@code agent.started}. */
    public enum Reason {
        CONTINUED("continued"),
        FIRST_START("first_start"),
        STATE_LOST("state_lost"),
        ROLLED_BACK("rolled_back"),
        JOURNAL_CORRUPT("journal_corrupt"),
        GAP_UNFILLABLE("gap_unfillable");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
