package io.wardlog.batch;

import java.util.Optional;

/**
 * How the agent was when it sealed a batch.
 *
 * @param sealedAt its wall clock, UTC, six digits
 * @param bootId the operating system's boot id
 * @param uptimeUs microseconds since that boot
 * @param clock the clock's source and, where known, its offset and uncertainty
 * @param backlog what was waiting
 */
public record AgentCondition(String sealedAt, String bootId, long uptimeUs, Clock clock, Backlog backlog) {

    /** The clock's source (for example {@code ntp}, {@code unsynchronised}), offset and uncertainty in microseconds. */
    public record Clock(String source, Optional<Long> offsetUs, Optional<Long> uncertaintyUs) {}

    /** Events without a receipt, the age of the oldest unsent one in ms, free bytes on the journal's disk. */
    public record Backlog(long backlogEvents, long oldestUnsentMs, long diskFreeBytes) {}
}
