package io.wardlog.verify;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an agent's epochs join: the first batch of a later one names the last batch of the one before. One epoch of each agent may name
 * none, being its first ever or the one where the evidence begins. Judged at the end, because a clock that was set back lets a later
 * epoch sort before an earlier one. Memory: one entry an epoch. Not thread-safe.
 */
final class EpochLinks {
    private final Map<AgentEpoch, Beginning> beginnings = new LinkedHashMap<>();

    /** The first batch of an epoch that was read. */
    private record Beginning(Place place, boolean isFirst, Optional<BatchLink> previous) {}

    /** Agents by name, without their epochs. */
    private record Agent(String tenantId, String hospitalId, String agentId) {
        static Agent of(AgentEpoch epoch) {
            return new Agent(epoch.tenantId(), epoch.hospitalId(), epoch.agentId());
        }
    }

    /** An epoch begins in the evidence, with its first batch or, {@code isFirst} being false, somewhere behind it. */
    void begin(AgentEpoch epoch, Place place, boolean isFirst, Optional<BatchLink> previous) {
        beginnings.put(epoch, new Beginning(place, isFirst, previous));
    }

    /** @param next where the batch after the last one of each epoch would stand */
    void finish(Map<AgentEpoch, BatchPosition> next, Findings findings) {
        Set<Agent> rooted = new HashSet<>();
        beginnings.forEach((epoch, beginning) -> {
            if (beginning.previous().isPresent()) {
                BatchLink link = beginning.previous().get();
                AgentEpoch before = new AgentEpoch(epoch.tenantId(), epoch.hospitalId(), epoch.agentId(), link.epoch());
                Optional.ofNullable(next.get(before)).ifPresent(end -> compare(end, link, beginning, findings));
            } else if (!rooted.add(Agent.of(epoch)) && beginning.isFirst()) {
                findings.add(
                        Verdict.GAP_UNEXPLAINED,
                        beginning.place(),
                        "a new epoch begins and names no batch of the epoch before it");
            }
        });
    }

    /** An agent that lost its state names what the collector had confirmed, so that more may be here than it names. */
    private static void compare(BatchPosition end, BatchLink link, Beginning beginning, Findings findings) {
        if (link.batchSequence() >= end.batchSequence()) {
            findings.add(
                    Verdict.GAP_UNEXPLAINED,
                    beginning.place(),
                    "batches " + end.batchSequence() + " to " + link.batchSequence()
                            + " of the epoch before are missing");
        } else if (link.batchSequence() == end.batchSequence() - 1
                && !link.batchHash().equals(end.prevBatchHash())) {
            findings.add(
                    Verdict.FORKED,
                    beginning.place(),
                    "the last batch of the epoch before is another than the one that this epoch names");
        }
    }
}
