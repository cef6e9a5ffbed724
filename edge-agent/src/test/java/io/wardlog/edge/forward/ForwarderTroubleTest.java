package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.hash.Hash;
import io.wardlog.testkit.LogMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A forwarder when the disk is full or damaged, and when the collector has lost what it once confirmed. */
class ForwarderTroubleTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final ForwardFixture at = new ForwardFixture();

    private void batches(int count) throws Exception {
        at.run();
        for (int i = 0; i < count; i++) {
            at.event("pump-1", 16);
            at.run();
        }
    }

    private BatchLink link(int arrival) {
        return FakeCollector.link(at.collector.arrived.get(arrival));
    }

    private long timesArrived(BatchLink batch) {
        return at.collector.arrived.stream()
                .filter(arrived -> FakeCollector.link(arrived).equals(batch))
                .count();
    }

    private BatchLink lastSealed() throws Exception {
        List<BatchEntry> all = at.entries(BatchEntry.class);
        return all.get(all.size() - 1).batch();
    }

    @Test
    void whoStopsOnAFullDiskIsToldThatNothingMoreCanBeSealed() throws Exception {
        at.run();
        at.event("pump-1", 16);
        at.ledger.full(true);
        AtomicInteger told = new AtomicInteger();
        at.forwarder.sealNow(told::incrementAndGet);
        at.forwarder.sealNow(told::incrementAndGet);
        at.run();
        assertThat(told).hasValue(2);
    }

    @Test
    void custodysWordComesThroughAlsoOnAFullDiskSoThatItCanBePruned() throws Exception {
        sealedOffline(3);
        at.ledger.full(true);
        at.collector.receipts = answer -> {
            at.collector.confirm(at.collector.arrived.size() - 1);
            return answer;
        };
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.collector.arrived.size()).isGreaterThanOrEqualTo(3);
        assertThat(at.entries(ConfirmedEntry.class)).isEmpty();
        assertThat(at.state.batches().confirmed()).contains(link(at.collector.arrived.size() - 2));
        assertThat(at.state.batches().prunableBelow(0, true)).isPositive();
    }

    @Test
    void whatNoReceiptWillSayBecauseNothingMoreCanBeSealedIsAskedFor() throws Exception {
        sealedOffline(3);
        at.ledger.full(true);
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        int sent = at.collector.arrived.size();
        assertThat(sent).isGreaterThanOrEqualTo(3);
        assertThat(at.state.batches().prunableBelow(0, true)).isZero();
        at.collector.confirm(sent - 1); // custody was behind, and is no longer
        at.pass(Duration.ofSeconds(21));
        assertThat(at.state.batches().confirmed()).contains(link(sent - 1));
        assertThat(at.state.batches().prunableBelow(0, true)).isPositive();
        assertThat(at.collector.arrived).as("to ask is not to send again").hasSize(sent);
    }

    private void sealedOffline(int count) throws Exception {
        at.collector.heads = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        at.run();
        for (int i = 0; i < count; i++) {
            at.event("pump-1", 16);
            at.pass(Duration.ofSeconds(11));
        }
    }

    /** A collector that answers every question and takes no batch: all the while that one is on its way it is known what came of those before. */
    @Test
    void whatFailedIsKnownUntilAReceiptComes() throws Exception {
        at.run();
        AtomicInteger sent = new AtomicInteger();
        at.collector.receipts = answer -> {
            at.collector.withholds = sent.getAndIncrement() > 0;
            return UplinkAnswer.Unavailable.noAnswer("no answer within 30000 ms");
        };
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(2));
        assertThat(sent).hasValue(2);
        assertThat(at.forwarder.progress().heard().answered()).isTrue();
        assertThat(at.forwarder.progress().state()).isEqualTo(Forwarder.State.AWAITING_ANSWER);
        assertThat(at.forwarder.progress().lastProblem()).isEqualTo("no answer within 30000 ms");
        at.collector.receipts = UnaryOperator.identity();
        at.collector.release();
        at.pass(Duration.ofSeconds(5));
        assertThat(at.forwarder.progress().lastProblem()).isEmpty();
        at.assertAllDelivered();
    }

    /** The collector's limits answer 429 with Retry-After (docs/adr/0024): nothing is sent before, and nothing is lost. */
    @Test
    void aCollectorThatLimitsTheAgentIsAskedAgainWhenItSaid() throws Exception {
        at.run();
        at.collector.receipts = answer ->
                new UplinkAnswer.Unavailable("status 429: rate_limited", Optional.of(Duration.ofSeconds(40)), true);
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(11));
        int asked = at.collector.calls;
        assertThat(at.collector.arrived)
                .as("the first of the run, and the one of the event")
                .hasSize(2);
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(28));
        assertThat(at.collector.calls).as("before it said").isEqualTo(asked);
        at.pass(Duration.ofSeconds(13));
        assertThat(at.collector.calls).isGreaterThan(asked);
        at.assertAllDelivered();
    }

    /** One of two is in maintenance. When both ask, the first that may be called again is waited for. */
    @Test
    void whatOneCollectorAsksKeepsNobodyFromTheOther() throws Exception {
        at.collector.collectors = 2;
        at.restart();
        at.run();
        Map<Integer, Integer> asks = new HashMap<>(Map.of(0, 300));
        at.collector.receipts = answer -> {
            Integer seconds = asks.get(at.collector.turn);
            return seconds == null
                    ? answer
                    : new UplinkAnswer.Unavailable(
                            "status 503: unavailable", Optional.of(Duration.ofSeconds(seconds)), true);
        };
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(3));
        at.assertAllDelivered();

        asks.put(1, 60);
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(20));
        int calls = at.collector.calls;
        at.pass(Duration.ofSeconds(39));
        assertThat(at.collector.calls).as("while both ask").isEqualTo(calls);
        asks.clear();
        at.pass(Duration.ofSeconds(15));
        at.assertAllDelivered();
    }

    @Test
    void eventsThatTheDiskLostEndTheEpochAndTheOthersAreSealed() throws Exception {
        batches(1);
        long lost = at.journal.nextOrdinal();
        at.events(1);
        at.journal.damage(lost, lost);
        BatchLink last = lastSealed();
        at.run();
        at.events(2);
        at.pass(Duration.ofSeconds(11));
        assertThat(at.ledger.reasons).containsExactly(Reason.JOURNAL_CORRUPT);
        assertThat(at.ledger.epochsAsked).containsExactly(last);
        assertThat(at.storedInOrder().stream()
                        .mapToInt(batch -> batch.hashes().size())
                        .sum())
                .isEqualTo(at.entries(EventEntry.class).size() - 1);
    }

    @Test
    void aSealedBatchThatTheDiskLostEndsTheEpochAndTheOthersAreSent() throws Exception {
        sealedOffline(3);
        EventEntry hit = at.entries(EventEntry.class).get(1);
        long ordinal = at.entries().stream()
                .map(entry -> entry instanceof EventEntry event && event.hash().equals(hit.hash()))
                .toList()
                .indexOf(true);
        at.journal.damage(ordinal, ordinal);
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.ledger.reasons).containsExactly(Reason.JOURNAL_CORRUPT);
        assertThat(at.storedInOrder().stream().flatMap(batch -> batch.hashes().stream()))
                .hasSize(2)
                .doesNotContain(hit.hash());
    }

    @Test
    void aSealedBatchRightBeforeWhatTheDiskLostIsSent() throws Exception {
        at.collector.heads = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        at.run();
        for (int i = 0; i < 6; i++) {
            at.event("pump-1", 200 * 1024); // more than one frame holds
        }
        at.pass(Duration.ofSeconds(31));
        BatchEntry whole = at.entries(BatchEntry.class).stream()
                .filter(batch -> batch.endOrdinal() - batch.firstOrdinal() > 1)
                .findFirst()
                .orElseThrow();
        assertThat(at.entries().get((int) whole.endOrdinal())).isInstanceOf(EventEntry.class);
        at.journal.damage(whole.endOrdinal(), whole.endOrdinal());
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.storedInOrder())
                .anyMatch(batch -> batch.batchHash().equals(whole.batch().batchHash()));
    }

    @Test
    void anEpochWhoseBeginningTheDiskLostIsSealedAsItsOwn() throws Exception {
        batches(1);
        BatchLink before = lastSealed();
        long lost = at.journal.nextOrdinal();
        String epoch = at.beginEpoch(Optional.of(before));
        at.events(3);
        at.journal.damage(lost, lost);
        at.pass(Duration.ofSeconds(11));
        assertThat(at.storedInOrder().stream()
                        .filter(batch -> batch.header().agent().epoch().equals(epoch))
                        .mapToInt(batch -> batch.hashes().size())
                        .sum())
                .isEqualTo(3);
        assertThat(at.storedInOrder())
                .anyMatch(batch -> batch.header().agent().epoch().equals(epoch)
                        && batch.header().previous().equals(Optional.of(before)));
    }

    @Test
    void aStartOnALostBatchThatTheCollectorHasSealsWhatFollowsUnderANumberThatItCannotHave() throws Exception {
        Hash lost = lostBatchAndLostEvent(0);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertStoredInOrderBut(lost);
    }

    @Test
    void soItDoesWhenTheReceiptIsLostToo() throws Exception {
        Hash lost = lostBatchAndLostEvent(1);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertStoredInOrderBut(lost);
    }

    /** Nobody knows any more where the lost batch ended: not at its entry. */
    @Test
    void whatCameBetweenTheEndOfALostBatchAndItsEntryIsSealed() throws Exception {
        batches(1);
        at.clock.advance(SealSchedule.PAUSE);
        at.ledger.beforeNextBatch(() -> at.event("pump-2", 16));
        at.event("pump-1", 16);
        at.runNow();
        long ordinal = ordinalOf(lastSealed());
        assertThat(at.entries(EventEntry.class)).hasSize(3);
        assertThat(at.entries().get((int) ordinal - 1)).isInstanceOf(EventEntry.class);
        assertThat(at.entries().get((int) ordinal + 1)).isInstanceOf(ReceiptEntry.class);
        at.journal.damage(ordinal, ordinal);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertStoredInOrderBut();
    }

    /** Not one more than there may have been lost batches: the next number would be that of a batch that follows the last of them. */
    @Test
    void aNumberMoreIsLeftFreeThanLostBatchesMayHave() throws Exception {
        batches(1);
        at.collector.withholds = true;
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(11));
        BatchLink lost = lastSealed();
        long ordinal = ordinalOf(lost);
        assertThat(at.entries().get((int) ordinal - 1)).isInstanceOf(BatchEntry.class);
        at.collector.receipts = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        at.collector.release();
        at.runNow();
        assertThat(timesArrived(lost)).isEqualTo(1);
        at.journal.damage(ordinal, ordinal);
        at.collector.receipts = UnaryOperator.identity();
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertStoredInOrderBut();
    }

    /** What is before the entry of the last batch that is here can have been no later one. */
    @Test
    void noNumberIsLeftFreeForDamageBeforeTheLastBatch() throws Exception {
        sealedOffline(1);
        long lost = at.journal.nextOrdinal() + 1;
        at.ledger.beforeNextBatch(() -> at.event("pump-2", 16));
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(11));
        BatchLink last = lastSealed();
        assertThat(ordinalOf(last)).isEqualTo(lost + 1);
        at.journal.damage(lost, lost);
        at.event("pump-1", 16);
        at.collector.heads = UnaryOperator.identity();
        at.restart();
        at.pass(Duration.ofSeconds(11));
        List<Long> numbers = arrivedBatches().stream()
                .filter(batch -> batch.epoch().equals(last.epoch()))
                .map(BatchLink::batchSequence)
                .toList();
        assertThat(numbers)
                .hasSizeGreaterThan((int) last.batchSequence())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void withDamageOnBothSidesOfAnEpochsBeginningNoNumberIsGivenTwice() throws Exception {
        batches(20);
        at.event("pump-1", 16);
        at.run();
        at.journal.damage(ordinalOf(lastSealed()), at.journal.nextOrdinal() - 1);
        at.event("pump-1", 16);
        long second = at.journal.nextOrdinal();
        at.run();
        BatchLink before = lastSealed();
        String epoch = at.beginEpoch(Optional.of(before));
        at.event("pump-1", 16);
        Hash lost = lastEvent();
        at.run();
        assertThat(lastSealed().epoch()).isEqualTo(epoch);
        at.journal.damage(second, ordinalOf(lastSealed()));
        assertThat(at.entries().get((int) ordinalOf(lastSealed()) + 1)).isInstanceOf(ReceiptEntry.class);
        at.events(2);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertThat(distinctStored()).containsAll(readableBut(lost)).contains(lost);
    }

    /** The last of some batches is damaged, with so many entries behind it; behind those are events, one of which, the answer, is damaged, too. */
    private Hash lostBatchAndLostEvent(int more) throws Exception {
        batches(2);
        long ordinal = ordinalOf(lastSealed());
        assertThat(at.entries().get((int) ordinal + 1)).isInstanceOf(ReceiptEntry.class);
        at.journal.damage(ordinal, ordinal + more);
        at.events(3);
        at.journal.damage(at.journal.nextOrdinal(), at.journal.nextOrdinal());
        at.events(1);
        Hash lost = lastEvent();
        at.events(2);
        return lost;
    }

    @Test
    void soIsWhatIsLeftOfAnEpochWhoseBeginningAndFirstBatchAreLost() throws Exception {
        batches(1);
        long lost = at.journal.nextOrdinal();
        at.beginEpoch(Optional.of(lastSealed()));
        at.run();
        at.pass(Duration.ofSeconds(11));
        at.journal.damage(lost, at.journal.nextOrdinal() - 1);
        at.events(3);
        at.restart();
        at.pass(Duration.ofSeconds(11));
        assertNoPlaceIsClaimedTwice();
        assertStoredOnceBut();
    }

    /** And none follows another one than the one whose number is before its own: custody calls that a fork, too. */
    private void assertNoPlaceIsClaimedTwice() {
        List<BatchCheck.Result.Sound> stored = at.storedInOrder();
        assertThat(stored.stream().map(FakeCollector::link))
                .extracting(BatchLink::epoch, BatchLink::batchSequence)
                .doesNotHaveDuplicates();
        for (BatchCheck.Result.Sound batch : stored) {
            stored.stream()
                    .map(FakeCollector::link)
                    .filter(before -> isRightBefore(before, FakeCollector.link(batch)))
                    .forEach(before -> assertThat(batch.header().position().prevBatchHash())
                            .isEqualTo(before.batchHash()));
        }
    }

    private static boolean isRightBefore(BatchLink before, BatchLink batch) {
        return before.epoch().equals(batch.epoch()) && before.batchSequence() + 1 == batch.batchSequence();
    }

    private void assertStoredOnceBut(Hash... lost) throws Exception {
        assertThat(at.storedInOrder().stream().flatMap(batch -> batch.hashes().stream()))
                .containsExactlyElementsOf(readableBut(lost));
    }

    /** Those of a batch that is lost may have come twice. */
    private void assertStoredInOrderBut(Hash... lost) throws Exception {
        assertThat(distinctStored()).containsExactlyElementsOf(readableBut(lost));
    }

    private List<Hash> distinctStored() {
        return at.storedInOrder().stream()
                .flatMap(batch -> batch.hashes().stream())
                .distinct()
                .toList();
    }

    private List<Hash> readableBut(Hash... lost) throws Exception {
        List<Hash> readable = new ArrayList<>(
                at.entries(EventEntry.class).stream().map(EventEntry::hash).toList());
        readable.removeAll(List.of(lost));
        return readable;
    }

    private Hash lastEvent() throws Exception {
        List<EventEntry> events = at.entries(EventEntry.class);
        return events.get(events.size() - 1).hash();
    }

    private long ordinalOf(BatchLink batch) throws Exception {
        return at.entries().stream()
                .map(entry ->
                        entry instanceof BatchEntry sealed && sealed.batch().equals(batch))
                .toList()
                .indexOf(true);
    }

    /** As no batch spans damage that is known, one that is read back does not either. */
    @Test
    void whatFollowsDamageIsStillReadAfterARestart() throws Exception {
        batches(1);
        at.collector.receipts = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        at.collector.heads = at.collector.receipts;
        at.collector.stores = false;
        long lost = at.journal.nextOrdinal();
        at.events(1);
        Hash inHole = lastEvent();
        at.journal.damage(lost, lost);
        at.run();
        at.events(2);
        at.pass(Duration.ofSeconds(11));
        at.collector.arrived.removeIf(batch -> !at.collector.stored.containsKey(batch.batchHash()));
        at.collector.stores = true;
        at.collector.receipts = UnaryOperator.identity();
        at.collector.heads = UnaryOperator.identity();
        at.restart();
        at.pass(Duration.ofSeconds(31));
        assertNoPlaceIsClaimedTwice();
        assertStoredOnceBut(inHole);
    }

    @Test
    void anEpochThatTheFullDiskHadNoRoomForIsAskedForAgain() throws Exception {
        batches(1);
        long lost = at.journal.nextOrdinal();
        at.events(1);
        at.journal.damage(lost, lost);
        at.ledger.full(true);
        at.pass(Duration.ofSeconds(5));
        assertThat(at.ledger.epochsAsked).isEmpty();
        at.ledger.full(false);
        at.pass(Duration.ofSeconds(11));
        assertThat(at.ledger.reasons).containsExactly(Reason.JOURNAL_CORRUPT);
    }

    @Test
    void whatTheCollectorHasLostIsSentAgainAlsoWhenTheConnectionHolds() throws Exception {
        batches(3);
        at.collector.confirm(2);
        at.pass(Duration.ofSeconds(11));
        List<Hash> before = at.storedInOrder().stream()
                .map(BatchCheck.Result.Sound::batchHash)
                .toList();
        at.collector.arrived.clear();
        at.collector.confirmed = Optional.empty();
        at.pass(Duration.ofMinutes(4));
        assertThat(at.collector.arrived).noneMatch(batch -> before.contains(batch.batchHash()));
        at.pass(Duration.ofMinutes(2));
        assertThat(at.storedInOrder().stream().map(BatchCheck.Result.Sound::batchHash))
                .containsAll(before);
    }

    /** The next batch's connection breaks, and the one after it is to a collector that says this of what custody has. */
    private void goOverToOneThatSays(ConfirmedHead word) throws Exception {
        at.collector.receipts = answer -> {
            at.collector.receipts = UnaryOperator.identity();
            at.collector.confirmed = Optional.of(word);
            return UplinkAnswer.Unavailable.noAnswer("gone");
        };
        at.pass(Duration.ofSeconds(13));
        assertThat(at.collector.confirmed).contains(word);
    }

    /** How often each batch came that was confirmed before; the arrivals from this one on count. */
    private List<Long> timesSentAgain(List<BatchLink> confirmed, int from) {
        List<BatchLink> came = at.collector.arrived.subList(from, at.collector.arrived.size()).stream()
                .map(FakeCollector::link)
                .toList();
        return confirmed.stream()
                .map(batch -> came.stream().filter(batch::equals).count())
                .toList();
    }

    private List<BatchLink> arrivedBatches() {
        return at.storedInOrder().stream().map(FakeCollector::link).toList();
    }

    /** Some batches, all confirmed, the first of which is what a collector says that reads custody's word late. */
    private List<BatchLink> confirmedBatches() throws Exception {
        batches(5);
        at.pass(Duration.ofSeconds(11));
        List<BatchLink> all = arrivedBatches();
        at.collector.confirmed = Optional.of(ok(all.get(all.size() - 1)));
        at.pass(Duration.ofSeconds(11));
        assertThat(at.state.batches().confirmed()).contains(all.get(all.size() - 1));
        return all;
    }

    private static ConfirmedHead ok(BatchLink batch) {
        return new ConfirmedHead(batch, ConfirmedHead.Status.OK);
    }

    private void assertNothingIsHeldThatIsConfirmed() {
        long confirmed = at.state.batches().prunableBelow(0, true);
        assertThat(confirmed).isPositive();
        assertThat(at.retention.giveUpBelow(confirmed)).isEqualTo(confirmed);
    }

    @Test
    void oneOfTwoCollectorsWhoseWordIsLateIsSentTheRestEverMoreSeldom() throws Exception {
        List<BatchLink> confirmed = confirmedBatches();
        List<BatchLink> behind = confirmed.subList(1, confirmed.size());
        int from = at.collector.arrived.size();
        goOverToOneThatSays(ok(confirmed.get(0)));
        assertThat(timesSentAgain(behind, from)).containsOnly(1L);
        assertThat(logs.values("collector_lost_batches", "count")).containsExactly(String.valueOf(behind.size()));
        int sent = at.collector.arrived.size();
        int calls = at.collector.calls;
        at.pass(Duration.ofMinutes(9));
        assertThat(timesSentAgain(behind, from)).containsOnly(1L);
        int batches = at.collector.arrived.size() - sent;
        assertThat(arrivedBatches()).as("what came is new").hasSizeGreaterThanOrEqualTo(batches);
        assertThat(at.collector.calls - calls).as("no questions besides").isEqualTo(batches);
        at.pass(Duration.ofMinutes(3));
        assertThat(timesSentAgain(behind, from)).as("it may be lost").containsOnly(2L);
        at.pass(Duration.ofMinutes(15));
        assertThat(timesSentAgain(behind, from)).containsOnly(2L);
        List<BatchLink> all = arrivedBatches();
        at.collector.confirmed = Optional.of(ok(all.get(3))); // half of the way
        at.pass(Duration.ofSeconds(11));
        at.collector.confirm(at.collector.arrived.size() - 1);
        at.pass(Duration.ofSeconds(11));
        assertThat(at.state.batches().confirmed().orElseThrow()).isNotIn(all.subList(0, all.size() - 1));
        assertThat(at.forwarder.progress().confirmation().batches()).isLessThanOrEqualTo(1);
        assertNothingIsHeldThatIsConfirmed();
        assertThat(at.ledger.reasons).isEmpty();
        at.assertAllDelivered();
    }

    @Test
    void betweenTwoCollectorsOfWhichOneIsLateOnlyThatOneIsSentMore() throws Exception {
        List<BatchLink> confirmed = confirmedBatches();
        List<BatchLink> behind = confirmed.subList(1, confirmed.size());
        ConfirmedHead late = ok(confirmed.get(0));
        ConfirmedHead upToDate = ok(confirmed.get(confirmed.size() - 1));
        int from = at.collector.arrived.size();
        for (long visits = 1; visits <= 2; visits++) {
            goOverToOneThatSays(late);
            at.pass(Duration.ofMinutes(1));
            assertThat(timesSentAgain(behind, from)).containsOnly(visits);
            goOverToOneThatSays(upToDate);
            at.pass(Duration.ofMinutes(1));
            assertThat(timesSentAgain(behind, from)).containsOnly(visits);
        }
        assertNothingIsHeldThatIsConfirmed();
        assertThat(at.ledger.reasons).isEmpty();
        at.assertAllDelivered();
    }

    @Test
    void onAFullDiskAWordThatWasLateHoldsTheJournalNoLongerThanItIs() throws Exception {
        List<BatchLink> confirmed = confirmedBatches();
        goOverToOneThatSays(ok(confirmed.get(0)));
        at.ledger.full(true);
        long prunable = at.state.batches().prunableBelow(0, true);
        assertThat(at.retention.giveUpBelow(prunable))
                .as("kept while it may be needed")
                .isLessThan(prunable);
        at.collector.confirmed = Optional.of(ok(confirmed.get(confirmed.size() - 1)));
        at.pass(Duration.ofSeconds(21));
        assertNothingIsHeldThatIsConfirmed();
    }

    @Test
    void whatTheCollectorHasLostBeforeCustodyCameToItIsSentAgain() throws Exception {
        batches(3);
        BatchLink lost = link(2);
        at.collector.confirm(0);
        at.pass(Duration.ofSeconds(11));
        at.collector.arrived.clear();
        at.pass(Duration.ofMinutes(9));
        assertThat(timesArrived(lost)).isZero();
        at.pass(Duration.ofMinutes(2));
        assertThat(timesArrived(lost)).isEqualTo(1);
        at.pass(Duration.ofMinutes(15));
        assertThat(timesArrived(lost)).as("custody may only be slow").isEqualTo(1);
        at.pass(Duration.ofMinutes(10));
        assertThat(timesArrived(lost)).isEqualTo(2);
    }

    @Test
    void custodyThatIsBehindAndGoesOnIsNotSentTheSameAgain() throws Exception {
        batches(5);
        List<BatchLink> all = List.of(link(1), link(2), link(3), link(4));
        at.collector.arrived.clear();
        for (BatchLink next : all) {
            at.pass(Duration.ofMinutes(9));
            at.collector.confirmed = Optional.of(new ConfirmedHead(next, ConfirmedHead.Status.OK));
        }
        assertThat(at.collector.arrived).noneMatch(batch -> all.contains(FakeCollector.link(batch)));
    }

    @Test
    void aGapThatCustodyReportsIsSentAgainButNotAllTheTime() throws Exception {
        batches(3);
        at.collector.confirmed = Optional.of(new ConfirmedHead(link(1), ConfirmedHead.Status.GAP));
        BatchLink missed = link(2);
        at.collector.arrived.clear();
        at.pass(Duration.ofMinutes(4));
        assertThat(timesArrived(missed)).isZero();
        at.pass(Duration.ofMinutes(2));
        assertThat(timesArrived(missed)).isEqualTo(1);
        at.pass(Duration.ofMinutes(4));
        assertThat(timesArrived(missed)).isEqualTo(1);
        at.pass(Duration.ofMinutes(7));
        assertThat(timesArrived(missed)).isEqualTo(2);
        at.pass(Duration.ofMinutes(16));
        assertThat(timesArrived(missed)).as("each time after twice as long").isEqualTo(2);
        assertThat(at.ledger.epochsAsked).isEmpty();
    }

    @Test
    void whatTheCollectorLostAndTheJournalHasPrunedEndsTheEpoch() throws Exception {
        confirmedAndPrunedThenLost(0);
        assertThat(at.ledger.reasons).as("it may not know yet").isEmpty();
        at.pass(Duration.ofSeconds(59));
        assertThat(at.ledger.reasons).as("it may not know yet").isEmpty();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.ledger.reasons).containsExactly(Reason.GAP_UNFILLABLE);
        assertThat(at.ledger.epochsAsked).hasSize(1);
        at.pass(Duration.ofMinutes(5));
        assertThat(at.ledger.reasons).hasSize(1);
    }

    @Test
    void aCollectorThatRemembersAMomentLaterEndsNoEpoch() throws Exception {
        ConfirmedHead remembered = confirmedAndPrunedThenLost(0);
        at.pass(Duration.ofSeconds(30));
        at.collector.confirmed = Optional.of(remembered);
        at.pass(Duration.ofMinutes(5));
        assertThat(at.ledger.reasons).isEmpty();
    }

    @Test
    void aCollectorThatIsBehindAndCatchesUpEndsNoEpoch() throws Exception {
        confirmedAndPrunedThenLost(0);
        for (int next = 1; next <= 4; next++) {
            at.pass(Duration.ofSeconds(50));
            at.collector.confirmed = Optional.of(ok(link(next)));
        }
        at.pass(Duration.ofSeconds(50));
        assertThat(at.ledger.reasons).isEmpty();
    }

    @Test
    void aCollectorThatDoesNotKnowCustodysWordYetIsAskedForItAndSentNothingAgain() throws Exception {
        confirmedBatches();
        at.collector.knowsAtOnce = false;
        int sent = at.collector.arrived.size();
        int calls = at.collector.calls;
        at.pass(Duration.ofMinutes(9));
        assertThat(at.collector.arrived.stream().map(FakeCollector::link)).doesNotHaveDuplicates();
        assertThat(at.collector.calls - calls).isGreaterThan(at.collector.arrived.size() - sent);
    }

    /** The uplink changes connections when they are old, without a word. */
    @Test
    void aLesserWordOnAnOldConnectionIsGivenTimeToCatchUp() throws Exception {
        List<BatchLink> confirmed = confirmedBatches();
        at.pass(Duration.ofMinutes(6));
        at.collector.confirm(at.collector.arrived.size() - 1);
        at.pass(Duration.ofSeconds(11));
        ConfirmedHead before = at.collector.confirmed.orElseThrow();
        int from = at.collector.arrived.size();
        at.collector.confirmed = Optional.of(ok(confirmed.get(0)));
        at.pass(Duration.ofMinutes(4));
        at.collector.confirmed = Optional.of(before);
        at.pass(Duration.ofMinutes(2));
        assertThat(timesSentAgain(confirmed, from)).containsOnly(0L);
    }

    /** The head's own entry is damaged, and with it what the next batch stands on: those behind it say that it was here. */
    @Test
    void whatTheCollectorLostBehindABatchThatTheDiskLostIsSentAgain() throws Exception {
        List<BatchLink> confirmed = confirmedBatches();
        BatchLink head = confirmed.get(2);
        long ordinal = ordinalOf(head);
        at.journal.damage(ordinal, ordinal);
        int from = at.collector.arrived.size();
        goOverToOneThatSays(ok(head));
        assertThat(timesSentAgain(confirmed.subList(4, confirmed.size()), from)).containsOnly(1L);
        assertThat(at.ledger.reasons).isEmpty();
    }

    @Test
    void whatIsSentAgainIsHeldUntilItIsConfirmedAnew() throws Exception {
        batches(4);
        at.collector.confirm(at.collector.arrived.size() - 1);
        at.pass(Duration.ofSeconds(11));
        long confirmed = at.state.batches().prunableBelow(0, true);
        assertThat(confirmed).isPositive();
        at.collector.confirmed = Optional.of(new ConfirmedHead(link(1), ConfirmedHead.Status.OK));
        at.restart();
        at.run();
        assertThat(at.retention.giveUpBelow(confirmed)).isLessThan(confirmed);
        at.collector.confirm(at.collector.arrived.size() - 1);
        at.pass(Duration.ofSeconds(11));
        assertThat(at.retention.giveUpBelow(confirmed)).isEqualTo(confirmed);
    }

    /** Answers what was confirmed before the collector lost all but the batch at {@code left}. */
    private ConfirmedHead confirmedAndPrunedThenLost(int left) throws Exception {
        batches(5);
        at.collector.confirm(at.collector.arrived.size() - 1);
        at.pass(Duration.ofSeconds(11));
        ConfirmedHead before = at.collector.confirmed.orElseThrow();
        at.retention.giveUpBelow(at.state.batches().prunableBelow(0, true));
        at.collector.confirmed = Optional.of(new ConfirmedHead(link(left), ConfirmedHead.Status.OK));
        at.restart();
        at.run();
        return before;
    }
}
