package io.wardlog.collector.custody;

import io.wardlog.batch.ConfirmedHead.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger keeps of an epoch. Immutable.
 *
 * @param hospitalId the agent's hospital
 * @param stretches the unbroken stretches, by number, none touching the next unless they contradict each other
 * @param nextStretchId the id of the next new stretch
 * @param forked whether two batches ever claimed one place
 * @param stale whether the last batch was older than what is remembered
 * @param rememberedFrom no batch with a lower number is remembered by hash
 */
record EpochState(
        String hospitalId,
        List<Stretch> stretches,
        int nextStretchId,
        boolean forked,
        boolean stale,
        long rememberedFrom) {

    EpochState {
        stretches = stretches.stream()
                .sorted(Comparator.comparingLong(Stretch::first))
                .toList();
    }

    static EpochState begin(String hospitalId) {
        return new EpochState(hospitalId, List.of(), 0, false, false, 1);
    }

    boolean holds(long sequence) {
        return stretches.stream().anyMatch(stretch -> stretch.holds(sequence));
    }

    /** The stretch whose last batch is {@code sequence}. */
    Optional<Stretch> endingAt(long sequence) {
        return stretches.stream().filter(stretch -> stretch.last() == sequence).findFirst();
    }

    /** The stretch whose first batch is {@code sequence}. */
    Optional<Stretch> beginningAt(long sequence) {
        return stretches.stream().filter(stretch -> stretch.first() == sequence).findFirst();
    }

    /** The highest batch number below {@code sequence} that is held; 0 when none is. */
    long lastBefore(long sequence) {
        return stretches.stream()
                .mapToLong(Stretch::last)
                .filter(last -> last < sequence)
                .max()
                .orElse(0);
    }

    /** The stretch with the highest numbers. */
    Optional<Stretch> furthest() {
        return stretches.isEmpty() ? Optional.empty() : Optional.of(stretches.get(stretches.size() - 1));
    }

    /** The prefix without a gap. */
    Optional<Stretch> prefix() {
        return stretches.stream().filter(Stretch::beginsTheEpoch).findFirst();
    }

    Status status() {
        if (forked) {
            return Status.FORK;
        }
        if (stretches.size() != 1 || !stretches.get(0).beginsTheEpoch()) {
            return Status.GAP;
        }
        return stale ? Status.STALE : Status.OK;
    }

    /** With a stretch in place of any of the same id. */
    EpochState with(Stretch stretch) {
        List<Stretch> all = new ArrayList<>(without(stretch.id()).stretches);
        all.add(stretch);
        return new EpochState(
                hospitalId, all, Math.max(nextStretchId, stretch.id() + 1), forked, stale, rememberedFrom);
    }

    EpochState without(int stretchId) {
        List<Stretch> rest =
                stretches.stream().filter(other -> other.id() != stretchId).toList();
        return new EpochState(hospitalId, rest, nextStretchId, forked, stale, rememberedFrom);
    }

    EpochState asForked() {
        return new EpochState(hospitalId, stretches, nextStretchId, true, stale, rememberedFrom);
    }

    EpochState asStale(boolean isStale) {
        return new EpochState(hospitalId, stretches, nextStretchId, forked, isStale, rememberedFrom);
    }

    EpochState rememberingFrom(long sequence) {
        return new EpochState(hospitalId, stretches, nextStretchId, forked, stale, sequence);
    }
}
