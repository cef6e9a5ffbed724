package io.wardlog.collector.custody;

import io.wardlog.chain.ChainId;
import io.wardlog.error.ErrorCode;
import java.util.Map;
import java.util.Optional;

/** Puts a batch that has a place into it: extends, begins and joins stretches, and follows every chain across them. */
final class StretchKeeper {
    private final Ledger ledger;

    StretchKeeper(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Records a batch whose number no stretch holds and that links to the stretch before it, if there is one. */
    EpochState record(BatchPlace batch, Map<String, ChainRun> runs, EpochState epoch, Findings findings) {
        Stretch grown = grow(batch, epoch, findings);
        runs.forEach((device, run) -> followInBatch(batch, grown, device, run, findings));
        EpochState recorded = epoch.with(grown);
        Optional<Stretch> after = recorded.beginningAt(batch.sequence() + 1);
        if (after.isEmpty()) {
            return recorded;
        }
        if (!grown.isFollowedBy(after.get())) {
            findings.alert(ErrorCode.FORK, "the batch fits what is before it and contradicts what is after it");
            return recorded.asForked();
        }
        return join(batch, grown, after.get(), recorded, findings);
    }

    private Stretch grow(BatchPlace batch, EpochState epoch, Findings findings) {
        Stretch alone = batch.asStretch(epoch.nextStretchId());
        Optional<Stretch> before = epoch.endingAt(batch.sequence() - 1);
        if (before.isEmpty() && batch.sequence() > 1) {
            long from = epoch.lastBefore(batch.sequence()) + 1;
            findings.alert(
                    ErrorCode.GAP_UNEXPLAINED, "batches " + from + " to " + (batch.sequence() - 1) + " are missing");
        }
        return before.map(stretch -> stretch.through(alone)).orElse(alone);
    }

    private void followInBatch(BatchPlace batch, Stretch stretch, String device, ChainRun run, Findings findings) {
        Optional<ChainRun> before = before(batch, stretch, device);
        before.flatMap(end -> fault(end, run)).ifPresent(code -> findings.brokenChain(device, code));
        ledger.put(batch.epoch(), stretch, device, joined(before, run));
    }

    private EpochState join(BatchPlace batch, Stretch grown, Stretch after, EpochState epoch, Findings findings) {
        ledger.removeChains(batch.epoch(), after).forEach((device, run) -> {
            Optional<ChainRun> before = before(batch, grown, device);
            before.flatMap(end -> fault(end, run)).ifPresent(code -> findings.brokenSeam(device, code));
            ledger.put(batch.epoch(), grown, device, joined(before, run));
        });
        return epoch.without(after.id()).with(grown.through(after));
    }

    /** What a chain's next events must follow: its run in the stretch, its genesis, or nothing known beyond a gap. */
    private Optional<ChainRun> before(BatchPlace batch, Stretch stretch, String device) {
        return ledger.chain(batch.epoch(), stretch, device)
                .or(() -> stretch.beginsTheEpoch() ? Optional.of(genesis(batch, device)) : Optional.empty());
    }

    private static ChainRun genesis(BatchPlace batch, String device) {
        var agent = batch.agent();
        var chain = new ChainId(agent.tenantId(), agent.hospitalId(), agent.agentId(), agent.epoch(), device);
        return new ChainRun(1, chain.genesis(), 0, chain.genesis());
    }

    private static ChainRun joined(Optional<ChainRun> before, ChainRun run) {
        return before.map(end -> end.through(run)).orElse(run);
    }

    private static Optional<ErrorCode> fault(ChainRun before, ChainRun run) {
        if (before.isFollowedBy(run)) {
            return Optional.empty();
        }
        if (run.firstNumber() > before.lastNumber() + 1) {
            return Optional.of(ErrorCode.GAP_UNEXPLAINED);
        }
        return Optional.of(run.firstNumber() <= before.lastNumber() ? ErrorCode.FORK : ErrorCode.LINK_MISMATCH);
    }
}
