package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.ConfirmedHead.Status;
import io.wardlog.collector.custody.Judgement.Kind;
import io.wardlog.collector.custody.PaperBatches.Paper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever order, loss and repetition do to an honest agent's batches, custody ends where the set of batches says. */
class CustodyJudgeProperties {
    private static final AgentEpoch EPOCH = PaperBatches.epoch("019a0000-0000-7000-8000-000000000001");
    private static final int BATCHES = 14;

    @Property(tries = 2_000)
    void anyOrderLossAndRepetitionEndAsTheSetOfBatchesSays(@ForAll("arrivals") List<Integer> arrivals) {
        List<Paper> batches = PaperBatches.of(EPOCH, BATCHES, Optional.empty());
        CustodyJudge judge = new CustodyJudge(new MapLedgerStore());
        Map<Integer, Integer> recorded = new HashMap<>();
        TreeSet<Integer> seen = new TreeSet<>();
        for (int number : arrivals) {
            Paper batch = batches.get(number - 1);
            Judgement judgement = judge.judge(batch.place(), batch.runs(), Instant.EPOCH);
            assertThat(judgement.quarantine()).isEmpty();
            assertThat(judgement.brokenChains()).isEmpty();
            assertThat(judgement.kind()).isEqualTo(seen.add(number) ? Kind.RECORDED : Kind.RESENT);
            if (judgement.kind() == Kind.RECORDED) {
                recorded.merge(number, 1, Integer::sum);
            }
            assertStanding(judgement, seen);
        }
        assertThat(recorded.values()).allMatch(times -> times == 1);
    }

    @Property(tries = 2_000)
    void forksNeverMoveTheConfirmedHeadOffTheHonestBatches(
            @ForAll("arrivals") List<Integer> arrivals, @ForAll("arrivals") List<Integer> forks) {
        List<Paper> batches = PaperBatches.of(EPOCH, BATCHES, Optional.empty());
        CustodyJudge judge = new CustodyJudge(new MapLedgerStore());
        for (int i = 0; i < Math.max(arrivals.size(), forks.size()); i++) {
            if (i < arrivals.size()) {
                Paper batch = batches.get(arrivals.get(i) - 1);
                judge.judge(batch.place(), batch.runs(), Instant.EPOCH);
            }
            if (i < forks.size()) {
                Paper fork = PaperBatches.forkOf(batches.get(forks.get(i) - 1), "fork " + forks.get(i));
                judge.judge(fork.place(), fork.runs(), Instant.EPOCH);
            }
        }
        for (Paper batch : batches) {
            Judgement judgement = judge.judge(batch.place(), batch.runs(), Instant.EPOCH);
            assertThat(judgement.standing()).isNotNull();
        }
    }

    @Provide
    Arbitrary<List<Integer>> arrivals() {
        return Arbitraries.integers().between(1, BATCHES).list().ofMinSize(1).ofMaxSize(40);
    }

    private static void assertStanding(Judgement judgement, TreeSet<Integer> seen) {
        long prefix = 0;
        while (seen.contains((int) prefix + 1)) {
            prefix++;
        }
        long confirmed = judgement.standing()
                .confirmed()
                .map(batch -> batch.batchSequence())
                .orElse(0L);
        assertThat(confirmed).isEqualTo(prefix);
        assertThat(judgement.standing().status()).isEqualTo(prefix == seen.last() ? Status.OK : Status.GAP);
    }
}
