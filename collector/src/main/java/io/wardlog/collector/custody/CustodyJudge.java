package io.wardlog.collector.custody;

import io.wardlog.batch.BatchLink;
import io.wardlog.collector.custody.Judgement.Kind;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a batch is. Pure: its only memory is the {@link LedgerStore} that it is given, its only clock the argument. Total: a
 * batch that cannot be placed gets a judgement that quarantines it.
 *
 * <p>An epoch is kept as unbroken {@link Stretch stretches}. A batch extends the stretch that ends before it, or begins a new one beyond
 * a gap; when it ends where another begins, the two become one. So a gap stops nobody, a late batch that fits closes it, and the
 * confirmed head is the end of the stretch that begins with batch 1.
 */
public final class CustodyJudge {
    /** How long a batch is remembered by its hash. */
    public static final Duration MEMORY = Duration.ofDays(14);

    /** The most stretches of one epoch, so that a liar cannot make the ledger grow. */
    static final int MAX_STRETCHES = 64;

    /** Each batch pays for itself by forgetting more than one old one. */
    private static final int FORGOTTEN_PER_BATCH = 4;

    private final Ledger ledger;
    private final StretchKeeper keeper;

    /** Judges against what {@code store} holds; each judgement that returns is written to it. */
    public CustodyJudge(LedgerStore store) {
        this.ledger = new Ledger(store);
        this.keeper = new StretchKeeper(ledger);
    }

    /**
     * Judges a batch whose signature, root, counts and inner links are verified.
     *
     * @param batch its place
     * @param runs what it holds of each chain, by device id
     * @param now the wall clock
     */
    public Judgement judge(BatchPlace batch, Map<String, ChainRun> runs, Instant now) {
        Findings findings = new Findings(batch, EventTimes.micros(now));
        EpochState before = ledger.epoch(batch.epoch()).orElseGet(() -> begin(batch, findings));
        AgentState known = ledger.agent(batch.epoch().agent())
                .orElseGet(() -> new AgentState(batch.agent().epoch(), 0, false));
        if (known.silent()) {
            findings.alert(ErrorCode.AGENT_RECOVERED, "a batch after a silence that was reported");
        }
        BatchMemory memory =
                ledger.batch(batch.epoch(), batch.sequence()).orElse(BatchMemory.empty(now.toEpochMilli()));
        Kind kind = kind(batch, before, memory);
        AgentState agent = inNewestEpoch(known.heardAt(now.toEpochMilli()), kind, batch);
        ledger.put(batch.epoch().agent(), agent);
        EpochState after = apply(kind, batch, runs, before, findings);
        boolean isRemembered = remember(kind, batch, memory);
        // One that closes an old gap, or forks an old place, stands below what was forgotten already.
        long lowest = isRemembered ? Math.min(after.rememberedFrom(), batch.sequence()) : after.rememberedFrom();
        long rememberedFrom =
                ledger.forget(batch.epoch(), lowest, now.minus(MEMORY).toEpochMilli(), FORGOTTEN_PER_BATCH);
        ledger.put(batch.epoch(), after.rememberingFrom(rememberedFrom));
        return new Judgement(
                kind, quarantine(kind), findings.brokenChains(), findings.alerts(), standing(batch, agent, now));
    }

    private Kind kind(BatchPlace batch, EpochState epoch, BatchMemory memory) {
        if (memory.knows(batch.hash())) {
            return Kind.RESENT;
        }
        if (memory.accepted().isPresent() || !batch.beginsRightly()) {
            return Kind.FORK;
        }
        if (epoch.holds(batch.sequence())) {
            return Kind.STALE;
        }
        Stretch alone = batch.asStretch(0);
        Optional<Stretch> before = epoch.endingAt(batch.sequence() - 1);
        if (before.isPresent()) {
            return before.get().isFollowedBy(alone) ? Kind.RECORDED : Kind.FORK;
        }
        return epoch.stretches().size() < MAX_STRETCHES ? Kind.RECORDED : Kind.CROWDED;
    }

    private EpochState apply(
            Kind kind, BatchPlace batch, Map<String, ChainRun> runs, EpochState epoch, Findings findings) {
        switch (kind) {
            case RECORDED:
                return keeper.record(batch, runs, epoch.asStale(false), findings);
            case FORK:
                findings.alert(ErrorCode.FORK, "the batch contradicts one that is recorded");
                return epoch.asForked();
            case STALE:
                findings.alert(ErrorCode.STALE_BATCH, "the batch's place was taken longer ago than is remembered");
                return epoch.asStale(true);
            case CROWDED:
                findings.alert(ErrorCode.GAP_UNEXPLAINED, "the batch stands beyond more gaps than are kept");
                return epoch;
            case RESENT:
                return epoch;
        }
        throw new IllegalStateException("unknown kind " + kind);
    }

    private static Optional<ErrorCode> quarantine(Kind kind) {
        switch (kind) {
            case FORK:
                return Optional.of(ErrorCode.FORK);
            case STALE:
                return Optional.of(ErrorCode.STALE_BATCH);
            case CROWDED:
                return Optional.of(ErrorCode.GAP_UNEXPLAINED);
            default:
                return Optional.empty();
        }
    }

    private boolean remember(Kind kind, BatchPlace batch, BatchMemory memory) {
        if (kind != Kind.RECORDED && kind != Kind.FORK) {
            return false;
        }
        BatchMemory more = kind == Kind.RECORDED ? memory.accepting(batch.hash()) : memory.withFork(batch.hash());
        ledger.put(batch.epoch(), batch.sequence(), more);
        return true;
    }

    /** An epoch that is seen for the first time: an alert, except for an agent that was never seen. */
    private EpochState begin(BatchPlace batch, Findings findings) {
        Optional<AgentState> agent = ledger.agent(batch.epoch().agent());
        if (agent.isPresent()) {
            if (continuesAnEpoch(batch)) {
                findings.alert(ErrorCode.EPOCH_CHANGED, "a new epoch that follows the last batch of the one before");
            } else {
                findings.alert(ErrorCode.GAP_UNEXPLAINED, "a new epoch that does not follow the last batch recorded");
            }
        }
        ledger.put(
                batch.epoch().agent(),
                agent.map(known -> known.in(batch.agent().epoch()))
                        .orElseGet(() -> new AgentState(batch.agent().epoch(), 0, false)));
        return EpochState.begin(batch.agent().hospitalId());
    }

    /**
     * Custody that has lost its memory may meet an agent's epochs in another order than they began in: one that says that it follows the newest is newer, also
     * when it was met before.
     */
    private static AgentState inNewestEpoch(AgentState agent, Kind kind, BatchPlace batch) {
        boolean isFirstInPlace = batch.sequence() == 1 && (kind == Kind.RECORDED || kind == Kind.RESENT);
        boolean followsNewest = batch.previous()
                .filter(link -> link.epoch().equals(agent.epoch()))
                .isPresent();
        return isFirstInPlace && followsNewest ? agent.in(batch.agent().epoch()) : agent;
    }

    private boolean continuesAnEpoch(BatchPlace batch) {
        Optional<BatchLink> previous = batch.previous().filter(link -> batch.sequence() == 1);
        return previous.flatMap(link -> ledger.epoch(new EpochRef(batch.epoch().agent(), link.epoch())))
                .flatMap(EpochState::furthest)
                .filter(last -> last.last() == previous.get().batchSequence())
                .filter(last -> last.lastHash().equals(previous.get().batchHash()))
                .isPresent();
    }

    private AgentStanding standing(BatchPlace batch, AgentState agent, Instant now) {
        return new Standings(ledger).of(batch.epoch().agent(), agent, now);
    }
}
