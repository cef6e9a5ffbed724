package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.testkit.LogMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A forwarder whose collectors take batches and cannot read what custody says of them, and when it does not listen to what they say. */
class CustodyWordTest {

    private static final UplinkAnswer.Unavailable CANNOT_TELL =
            new UplinkAnswer.Unavailable("status 503: unavailable", Optional.empty(), true);

    private static final UplinkAnswer NOT_THERE = UplinkAnswer.Unavailable.noAnswer("connection refused");

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final ForwardFixture at = new ForwardFixture();
    private int asked;

    /** From now on no collector can tell, and none of their receipts says it. */
    private void nobodyCanTell() {
        at.collector.knowsAtOnce = false;
        at.collector.heads = answer -> {
            asked++;
            return CANNOT_TELL;
        };
    }

    private void everybodyCanTell() {
        at.collector.knowsAtOnce = true;
        at.collector.heads = UnaryOperator.identity();
    }

    private void eventEachSecond(Duration time) throws Exception {
        eventEach(Duration.ofSeconds(1), time);
    }

    private void eventEach(Duration pause, Duration time) throws Exception {
        for (long left = time.toSeconds(); left > 0; left -= pause.toSeconds()) {
            at.event("pump-1", 16);
            at.pass(pause);
            assertThat(at.forwarder.progress().unsentEvents()).isZero();
        }
    }

    private List<BatchLink> arrived() {
        return at.collector.arrived.stream().map(FakeCollector::link).toList();
    }

    private BatchLink confirmLast() {
        at.collector.confirm(at.collector.arrived.size() - 1);
        return at.collector.confirmed.orElseThrow().batch();
    }

    @Test
    void whoConnectsToOneThatCannotTellSendsWhatWasNotSentAndNothingTwice() throws Exception {
        nobodyCanTell();
        at.pass(Duration.ofSeconds(11)); // a new disk waits so long for a word that it could follow
        eventEach(Duration.ofSeconds(5), Duration.ofMinutes(5));
        at.assertAllDelivered();
        assertThat(arrived()).doesNotHaveDuplicates();
        assertThat(logs.values("custody_not_known", "reason")).containsExactly("status 503: unavailable");
        assertThat(at.isConnected()).isTrue();
        assertThat(at.forwarder.progress().lastProblem()).isEmpty();
        assertThat(asked).as("once a minute after a while").isBetween(5, 15);
    }

    @Test
    void soItIsAfterARestart() throws Exception {
        eventEachSecond(Duration.ofSeconds(20));
        at.collector.receipts = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(31));
        nobodyCanTell();
        at.collector.receipts = UnaryOperator.identity();
        at.restart();
        at.pass(Duration.ofSeconds(1));
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        at.assertAllDelivered();
    }

    @Test
    void whenOneCanTellAgainItIsAsAtAConnection() throws Exception {
        eventEachSecond(Duration.ofSeconds(20));
        BatchLink left = arrived().get(5);
        List<BatchLink> lost = arrived().subList(6, arrived().size());
        confirmLast();
        at.pass(Duration.ofSeconds(11));
        nobodyCanTell();
        at.restart();
        eventEachSecond(Duration.ofSeconds(20));
        at.collector.arrived.clear();
        at.collector.confirmed = Optional.of(new ConfirmedHead(left, ConfirmedHead.Status.OK));
        everybodyCanTell();
        at.pass(Duration.ofSeconds(61));
        assertThat(arrived()).containsAll(lost);
        assertThat(logs.values("collector_lost_batches", "count")).containsExactly(String.valueOf(lost.size()));
        assertThat(at.ledger.reasons).isEmpty();
    }

    /** What is owed may say that this journal is an old copy: until it is known, all that is sent forks. */
    @Test
    void whatIsOwedIsAskedForWhileMuchWaits() throws Exception {
        at.run();
        at.collector.receipts = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        for (int i = 0; i < 60; i++) {
            at.event("pump-1", 16);
            at.pass(Duration.ofSeconds(10));
        }
        int waiting = at.entries(BatchEntry.class).size();
        BatchLink unknown = unknown();
        nobodyCanTell();
        at.restart();
        at.collector.arrived.clear();
        List<Integer> told = new ArrayList<>();
        at.collector.receipts = answer -> {
            at.clock.advance(Duration.ofSeconds(2));
            if (at.collector.arrived.size() == 3) {
                at.collector.confirmed = Optional.of(new ConfirmedHead(unknown, ConfirmedHead.Status.OK));
                at.collector.heads = head -> {
                    told.add(at.collector.arrived.size());
                    return head;
                };
            }
            return answer;
        };
        at.pass(Duration.ofSeconds(1));
        assertThat(at.collector.arrived).hasSizeGreaterThanOrEqualTo(waiting);
        assertThat(told).isNotEmpty();
        assertThat(told.get(0)).as("batches before it was told").isBetween(3, 10);
        assertThat(at.ledger.epochsAsked).containsExactly(unknown);
    }

    @Test
    void ofTwoTheOtherOneIsAskedFirst() throws Exception {
        at.collector.collectors = 2;
        BatchLink[] confirmed = new BatchLink[1];
        eventEachSecond(Duration.ofSeconds(3));
        at.collector.heads = answer -> {
            at.collector.heads = UnaryOperator.identity();
            confirmed[0] = confirmLast();
            return CANNOT_TELL;
        };
        at.restart();
        at.run();
        assertThat(at.entries(ConfirmedEntry.class)).isEmpty();
        at.pass(Duration.ofSeconds(1));
        assertThat(at.entries(ConfirmedEntry.class))
                .extracting(ConfirmedEntry::batch)
                .contains(confirmed[0]);
        assertThat(logs.events()).doesNotContain("custody_not_known");
        nobodyCanTell();
        at.restart();
        eventEachSecond(Duration.ofSeconds(3));
        assertThat(logs.events()).containsOnlyOnce("custody_not_known");
        at.assertAllDelivered();
    }

    /** From now on one of two is there and cannot tell, and the other one is not there: calls go to each in turn. */
    private void oneCannotTellAndTheOtherIsNotThere() {
        at.collector.collectors = 2;
        at.collector.knowsAtOnce = false;
        at.collector.heads = answer -> at.collector.turn == 0 ? CANNOT_TELL : NOT_THERE;
        at.collector.receipts = answer -> at.collector.turn == 0 ? answer : NOT_THERE;
    }

    /** What custody says when this journal is an old copy. */
    private BatchLink unknown() {
        BatchLink first = arrived().get(0);
        return new BatchLink(first.epoch(), 500, first.batchHash());
    }

    /** It may be that the other one only starts, and that this journal is an old copy: what it sends forks. */
    @Test
    void whileTheOneThatMayKnowIsNotHeardNothingIsSentForAWhile() throws Exception {
        eventEachSecond(Duration.ofSeconds(5));
        BatchLink unknown = unknown();
        at.collector.confirmed = Optional.of(new ConfirmedHead(unknown, ConfirmedHead.Status.OK));
        oneCannotTellAndTheOtherIsNotThere();
        at.restart();
        at.collector.arrived.clear();
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(90));
        assertThat(logs.values("uplink_unavailable", "reason").stream()
                        .filter(CANNOT_TELL.reason()::equals)
                        .count())
                .as("how often the one has said so")
                .isGreaterThan(2);
        assertThat(at.collector.arrived).isEmpty();
        assertThat(logs.events()).doesNotContain("custody_not_known");
        at.collector.receipts = UnaryOperator.identity();
        everybodyCanTell();
        at.pass(Duration.ofSeconds(70));
        assertThat(at.ledger.epochsAsked).containsExactly(unknown);
    }

    /** A power cut of the house: the agent is up before any collector, and the first of them knows nothing yet. */
    @Test
    void whoWasCutOffWaitsForTheOtherOneFromThenOn() throws Exception {
        eventEachSecond(Duration.ofSeconds(5));
        oneCannotTellAndTheOtherIsNotThere();
        at.collector.linkIsDown = () -> NOT_THERE;
        at.restart();
        at.collector.arrived.clear();
        at.event("pump-1", 16);
        at.pass(Duration.ofMinutes(10));
        at.collector.linkIsDown = null;
        at.pass(Duration.ofSeconds(90));
        assertThat(logs.values("uplink_unavailable", "reason")).contains(CANNOT_TELL.reason());
        assertThat(at.collector.arrived).isEmpty();
        at.pass(Duration.ofSeconds(180));
        assertThat(logs.events()).containsOnlyOnce("custody_not_known");
        assertThat(at.collector.arrived).isNotEmpty();
    }

    @Test
    void ofTwoTheOneThatIsThereGetsTheBatches() throws Exception {
        at.run();
        oneCannotTellAndTheOtherIsNotThere();
        at.restart();
        for (int i = 0; i < 60; i++) {
            at.event("pump-1", 16);
            at.pass(Duration.ofSeconds(10));
        }
        at.assertAllDelivered();
        assertThat(at.entries(BatchEntry.class)).hasSizeGreaterThan(60);
        assertThat(at.forwarder.progress().deliveredEvents()).isGreaterThan(55);
    }

    @Test
    void aQuestionThatIsNotAnsweredStopsNothing() throws Exception {
        eventEachSecond(Duration.ofSeconds(10));
        confirmLast();
        eventEachSecond(Duration.ofSeconds(10));
        nobodyCanTell();
        int before = at.collector.arrived.size();
        eventEach(Duration.ofSeconds(5), Duration.ofMinutes(12)); // longer than custody may stand still
        assertThat(asked).isPositive().isLessThan(30);
        assertThat(at.collector.arrived.size() - before).isGreaterThanOrEqualTo(12 * 12);
        assertThat(arrived()).doesNotHaveDuplicates();
        assertThat(at.isConnected()).isTrue();
        everybodyCanTell();
        BatchLink last = confirmLast();
        at.pass(Duration.ofSeconds(61));
        assertThat(at.entries(ConfirmedEntry.class))
                .extracting(ConfirmedEntry::batch)
                .contains(last);
        at.assertAllDelivered();
    }

    /** It takes long to send what a long night has left; that custody is behind meanwhile is no reason to begin anew. */
    @Test
    void whileWhatWaitsIsSentNothingIsSentAgain() throws Exception {
        at.collector.heads = answer -> UplinkAnswer.Unavailable.noAnswer("down");
        for (int i = 0; i < 150; i++) {
            at.event("pump-1", 16);
            at.pass(Duration.ofSeconds(10));
        }
        int waiting = at.entries(BatchEntry.class).size();
        at.collector.heads = UnaryOperator.identity();
        at.collector.receipts = answer -> {
            at.clock.advance(Duration.ofSeconds(5));
            return answer;
        };
        Instant before = at.clock.now();
        at.pass(Duration.ofSeconds(31));
        assertThat(Duration.between(before, at.clock.now())).isGreaterThan(Duration.ofMinutes(20));
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        assertThat(arrived()).hasSizeGreaterThan(waiting).doesNotHaveDuplicates();
    }

    @Test
    void anEpochThatCannotBeConfirmedFurtherIsNotSentAgainEachMinute() throws Exception {
        eventEachSecond(Duration.ofSeconds(5));
        BatchLink left = arrived().get(0);
        confirmLast();
        at.pass(Duration.ofSeconds(11));
        at.retention.giveUpBelow(at.state.batches().prunableBelow(0, true));
        at.collector.confirmed = Optional.of(new ConfirmedHead(left, ConfirmedHead.Status.OK));
        at.restart();
        at.pass(Duration.ofSeconds(1));
        int from = at.collector.arrived.size();
        at.pass(Duration.ofMinutes(9)); // a standstill would be noticed after ten
        assertThat(at.ledger.reasons).hasSize(1);
        assertThat(arrived().subList(from, at.collector.arrived.size()))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(arrived().subList(0, from));
        assertThat(logs.values("uplink_answers", "unconfirmedBatches")).hasSize(2);
    }
}
