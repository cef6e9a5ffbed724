package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.testkit.LogMemory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The forwarder with a collector that checks all that ingest checks, and everything that can go wrong between the two. */
class ForwarderTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final UplinkAnswer DOWN = UplinkAnswer.Unavailable.noAnswer("down");

    private static final BatchLink OF_OLD_DISK = new BatchLink(
            "01938a6e-3c01-7000-8000-000000000001", 41, Sha256.of("old disk".getBytes(StandardCharsets.UTF_8)));

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final ForwardFixture at = new ForwardFixture();

    @Test
    void anEventIsSentAtOnceWhenTheUplinkIsIdle() throws Exception {
        at.run();
        int before = at.collector.arrived.size();
        at.event("pump-1", 16);
        at.run();
        assertThat(at.collector.arrived).hasSize(before + 1);
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        assertThat(at.forwarder.progress().deliveredEvents()).isEqualTo(1);
        at.assertAllDelivered();
    }

    @Test
    void theOldestEventWaitsSinceItCameAlsoWhenItsBatchIsSealedLater() throws Exception {
        at.run();
        at.collector.receipts = answer -> DOWN;
        at.collector.heads = answer -> DOWN;
        at.pass(INTERVAL); // batches without events, too, wait for a receipt
        at.event("pump-1", 16);
        long came = AgentClock.micros(at.clock.now());
        at.runNow();
        assertThat(at.forwarder.progress().backlog().oldestMicros()).isEqualTo(came);
        at.pass(INTERVAL.multipliedBy(3));
        assertThat(at.forwarder.progress().backlog().oldestMicros()).isEqualTo(came);
    }

    @Test
    void eventsThatComeSingleGoTogetherATenthOfASecondAfterTheLastBatch() throws Exception {
        at.run();
        at.pass(SealSchedule.PAUSE);
        at.event("pump-1", 16);
        at.runNow();
        int first = at.collector.arrived.size();
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        for (int i = 0; i < 9; i++) {
            at.clock.advance(Duration.ofMillis(11));
            at.event("pump-1", 16);
            assertThat(at.runNow()).isLessThanOrEqualTo(SealSchedule.PAUSE);
        }
        assertThat(at.collector.arrived).hasSize(first);
        at.clock.advance(Duration.ofMillis(1));
        at.runNow();
        assertThat(at.collector.arrived).hasSize(first + 1);
        assertThat(at.collector.arrived.get(first).hashes()).hasSize(9);
        at.assertAllDelivered();
    }

    @Test
    void untilTheTenthOfASecondIsOverMoreEventsWakeNobody() throws Exception {
        at.run();
        at.pass(SealSchedule.PAUSE);
        assertThat(at.newsWakes()).as("idle").isTrue();
        at.event("pump-1", 16);
        at.runNow();
        assertThat(at.newsWakes())
                .as("the pause goes on, and nothing waits for its end")
                .isTrue();
        at.event("pump-1", 16);
        assertThat(at.runNow()).isLessThanOrEqualTo(SealSchedule.PAUSE);
        assertThat(at.newsWakes()).as("an event waits for the pause's end").isFalse();
        at.event("pump-1", 16);
        at.clock.advance(SealSchedule.PAUSE);
        at.runNow();
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        assertThat(at.newsWakes()).isTrue();
        at.assertAllDelivered();
    }

    @Test
    void anIdleAgentStillSealsEveryTenSecondsWithAllHeads() throws Exception {
        at.events(10);
        at.pass(Duration.ofMinutes(2));
        assertThat(at.collector.arrived).hasSizeBetween(13, 14);
        Instant before = null;
        for (BatchCheck.Result.Sound batch : at.collector.arrived) {
            Instant sealed =
                    EventTimes.readMicros(batch.header().condition().sealedAt()).orElseThrow();
            assertThat(before == null ? Duration.ZERO : Duration.between(before, sealed))
                    .isLessThanOrEqualTo(INTERVAL);
            assertThat(batch.header().heads())
                    .hasValueSatisfying(heads -> assertThat(heads.headsCount()).isEqualTo(7));
            before = sealed;
        }
        at.assertAllDelivered();
    }

    @Test
    void aHeartbeatLeavesTheLastRoomToEvents() throws Exception {
        at.events(10);
        at.run();
        int sealed = at.entries(BatchEntry.class).size();
        at.journal.custodyOnly(true);
        at.pass(Duration.ofHours(1));
        assertThat(at.entries(BatchEntry.class)).hasSize(sealed);
        at.event("pump-1", 16);
        at.pass(INTERVAL);
        assertThat(at.entries(BatchEntry.class)).hasSize(sealed + 1);
        at.journal.custodyOnly(false);
        at.pass(INTERVAL.multipliedBy(2));
        assertThat(at.entries(BatchEntry.class)).hasSizeGreaterThan(sealed + 1);
        at.assertAllDelivered();
    }

    /** A gateway was replaced: the name is the old one, the disk is new, and the collector has what the old disk sent. */
    @Test
    void aNewDiskFollowsTheLastBatchThatTheCollectorHas() throws Exception {
        at.collector.confirmed = Optional.of(new ConfirmedHead(OF_OLD_DISK, ConfirmedHead.Status.OK));
        at.event("pump-1", 16);
        at.run();
        assertThat(at.collector.arrived.get(0).header().previous()).contains(OF_OLD_DISK);
        at.event("pump-1", 16);
        at.run();
        assertThat(at.collector.arrived.get(1).header().previous()).isEmpty();
        at.assertAllDelivered();
    }

    @Test
    void aNewDiskThatCannotAskSealsNoLaterThanAnyOther() throws Exception {
        at.collector.confirmed = Optional.of(new ConfirmedHead(OF_OLD_DISK, ConfirmedHead.Status.OK));
        at.collector.heads = ignored -> DOWN;
        at.event("pump-1", 16);
        at.run();
        assertThat(at.entries(BatchEntry.class)).isEmpty();
        at.pass(INTERVAL);
        assertThat(at.entries(BatchEntry.class)).hasSize(1);
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofMinutes(1));
        assertThat(at.collector.arrived.get(0).header().previous()).isEmpty();
        at.assertAllDelivered();
    }

    /** A collector that has just started too cannot tell yet: that is no answer. */
    @Test
    void aNewDiskThatIsToldNothingAsksAgainBeforeItSeals() throws Exception {
        at.collector.confirmed = Optional.of(new ConfirmedHead(OF_OLD_DISK, ConfirmedHead.Status.OK));
        at.collector.heads = ignored -> {
            at.collector.heads = UnaryOperator.identity();
            return new UplinkAnswer.Unavailable("status 503: unavailable", Optional.empty(), true);
        };
        at.event("pump-1", 16);
        at.pass(INTERVAL);
        assertThat(at.collector.arrived.get(0).header().previous()).contains(OF_OLD_DISK);
        at.assertAllDelivered();
    }

    @Test
    void aFirstBatchThatWasSealedAlreadyStaysAsItIsAfterARestart() throws Exception {
        at.collector.heads = ignored -> DOWN;
        at.pass(INTERVAL);
        at.restart();
        at.collector.confirmed = Optional.of(new ConfirmedHead(OF_OLD_DISK, ConfirmedHead.Status.OK));
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofMinutes(1));
        assertThat(at.collector.arrived.get(0).header().previous()).isEmpty();
        at.assertAllDelivered();
    }

    @Test
    void headsComeEveryTenSecondsUnderSteadyLoad() throws Exception {
        Instant heads = at.clock.now();
        for (int i = 0; i < 300; i++) {
            at.event("pump-1", 16);
            at.pass(Duration.ofMillis(100));
        }
        for (BatchCheck.Result.Sound batch : at.collector.arrived) {
            Instant sealed =
                    EventTimes.readMicros(batch.header().condition().sealedAt()).orElseThrow();
            assertThat(Duration.between(heads, sealed)).isLessThanOrEqualTo(INTERVAL);
            heads = batch.header().heads().isPresent() ? sealed : heads;
        }
        assertThat(at.collector.arrived).hasSizeGreaterThanOrEqualTo(300);
        at.assertAllDelivered();
    }

    @Test
    void withoutACollectorItSealsOnAndDeliversAllOfItLater() throws Exception {
        at.collector.heads = answer -> DOWN;
        for (int i = 0; i < 12; i++) {
            at.events(5);
            at.pass(INTERVAL);
        }
        assertThat(at.collector.arrived).isEmpty();
        assertThat(at.entries(BatchEntry.class)).hasSizeGreaterThanOrEqualTo(12);
        assertThat(at.isConnected()).isFalse();
        assertThat(at.forwarder.progress().unsentEvents()).isEqualTo(60);
        assertThat(logs.values("uplink_unavailable", "reason")).isNotEmpty().containsOnly("down");
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        at.assertAllDelivered();
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
    }

    /** Of its batches only those with events: a day of heartbeats is in the simulated worlds. */
    @Test
    void afterADayWithoutALinkAllIsSentOnceAndNoPauseWasLongerThanTheLongest() throws Exception {
        at.run();
        at.journal.custodyOnly(true);
        List<Long> tried = new ArrayList<>();
        at.collector.linkIsDown = () -> {
            tried.add(at.clock.nanoTime());
            return DOWN;
        };
        int before = at.collector.arrived.size();
        Logger log = (Logger) LoggerFactory.getLogger(Forwarder.class);
        log.setLevel(Level.OFF); // or the build says three thousand times that the link is down
        for (int hour = 0; hour < 24; hour++) {
            at.event("pump-" + hour % 7, 16);
            at.pass(Duration.ofHours(1));
        }
        log.setLevel(null);
        assertThat(at.forwarder.progress().unsentEvents()).isEqualTo(24);
        assertThat(tried).hasSizeGreaterThan(24 * 60 * 2);
        for (int i = 1; i < tried.size(); i++) {
            assertThat(tried.get(i) - tried.get(i - 1))
                    .isBetween(1L, Backoff.Range.UNAVAILABLE.longest().toNanos());
        }
        at.collector.linkIsDown = null;
        at.pass(Duration.ofMinutes(1));
        List<BatchCheck.Result.Sound> arrived = at.collector.arrived.subList(before, at.collector.arrived.size());
        assertThat(arrived).extracting(BatchCheck.Result.Sound::batchHash).doesNotHaveDuplicates();
        assertThat(arrived.stream().mapToInt(batch -> batch.events().size()).sum())
                .isEqualTo(24);
        assertThat(at.forwarder.progress().unsentEvents()).isZero();
        assertThat(at.forwarder.progress().deliveredEvents()).isEqualTo(24);
        at.assertAllDelivered();
        assertThat(at.isConnected()).isTrue();
    }

    @Test
    void connectedMeansThatReceiptsComeAlsoWhenThereIsNothingToSend() throws Exception {
        at.run();
        for (int i = 0; i < 30; i++) {
            at.pass(INTERVAL);
            assertThat(at.isConnected()).isTrue();
        }
    }

    @Test
    void aSignedHeadAloneIsNoConnection() throws Exception {
        at.collector.receipts = answer -> new UplinkAnswer.Unavailable("busy", Optional.of(Duration.ofHours(1)), true);
        at.run();
        assertThat(at.collector.calls).isEqualTo(2);
        assertThat(at.isConnected()).isFalse();
        assertThat(logs.events()).contains("uplink_answers").doesNotContain("uplink_connected");
    }

    @Test
    void aConnectionIsLoggedAtItsFirstReceiptAndAgainAfterACallThatFailed() throws Exception {
        at.run();
        at.pass(INTERVAL.multipliedBy(3));
        assertThat(logs.values("uplink_connected", "collectorId")).containsExactly("collector-1");
        at.collector.receipts = answer -> DOWN;
        at.pass(INTERVAL);
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(logs.events())
                .containsSubsequence(
                        "uplink_answers",
                        "uplink_connected",
                        "uplink_unavailable",
                        "uplink_answers",
                        "uplink_connected");
        assertThat(logs.values("uplink_connected", "collectorId")).hasSize(2);
    }

    @Test
    void anAnswerThatNeverComesEndsTheConnectionAlthoughTheCallIsStillUnderWay() throws Exception {
        at.run();
        at.pass(INTERVAL);
        at.collector.withholds = true;
        at.pass(ForwardFixture.SILENT.minus(INTERVAL));
        assertThat(at.isConnected()).isTrue();
        at.pass(INTERVAL.multipliedBy(2));
        assertThat(at.isConnected()).isFalse();
        assertThat(at.forwarder.progress().lastProblem()).isEmpty();
        at.collector.release();
        at.run();
        assertThat(at.isConnected()).isTrue();
    }

    @Test
    void aReceiptOfAStrangerIsNoReceipt() throws Exception {
        PrivateKeySigner stranger = new PrivateKeySigner(ForwardFixture.newKey());
        at.collector.receipts = answer -> at.collector.receipt(
                at.collector
                        .arrived
                        .get(at.collector.arrived.size() - 1)
                        .header()
                        .link(),
                stranger);
        at.run();
        assertThat(at.collector.arrived).isNotEmpty();
        assertThat(at.isConnected()).isFalse();
        assertThat(at.forwarder.progress().heard().clock()).isEmpty();
    }

    @Test
    void theTimeThatTheCollectorSignsShowsHowFarTheClocksAreApart() throws Exception {
        at.clock.advance(Duration.ofMinutes(10));
        at.run();
        ClockOffset offset =
                at.forwarder.progress().heard().clock().orElseThrow().offset();
        assertThat(Duration.ofNanos(offset.micros() * 1_000))
                .isBetween(Duration.ofMinutes(-11), Duration.ofMinutes(-10));
        assertThat(offset.isFar()).isTrue();
        assertThat(new ClockOffset(61_000_000, 2_000_000).isFar()).isFalse();
        assertThat(ClockOffset.of("no time", at.clock.now(), at.clock.now())).isEmpty();
    }

    @Test
    void oneBatchIsInFlightAndWhatComesMeanwhileGoesTogether() throws Exception {
        at.run();
        at.collector.withholds = true;
        at.event("pump-1", 16);
        at.run();
        int inFlight = at.collector.arrived.size();
        at.events(50);
        at.run();
        assertThat(at.collector.arrived).hasSize(inFlight);
        at.collector.release();
        at.run();
        assertThat(at.collector.arrived).hasSize(inFlight + 1);
        assertThat(at.collector.arrived.get(inFlight).hashes()).hasSize(50);
        at.assertAllDelivered();
    }

    private enum WrongReceipt {
        UNKNOWN_KEY,
        ANOTHER_BATCH,
        ANOTHER_EPOCH,
        BENT_BODY,
        CUT,
        NOTHING,
        A_HEAD
    }

    @ParameterizedTest
    @EnumSource
    void aWrongReceiptIsRefusedAndTheSameBytesAreSentAgainLater(WrongReceipt wrong) throws Exception {
        at.run();
        int receipts = at.entries(ReceiptEntry.class).size();
        at.collector.receipts = answer -> wrong(wrong, (UplinkAnswer.Body) answer);
        at.event("pump-1", 16);
        at.run();
        assertThat(at.forwarder.progress().lastProblem()).isEqualTo("receipt_not_believed");
        assertThat(logs.values("collector_not_believed", "reason")).containsExactly("receipt_not_believed");
        assertThat(at.forwarder.progress().state()).isEqualTo(Forwarder.State.BACKING_OFF);
        int calls = at.collector.calls;
        at.pass(Duration.ofSeconds(4));
        assertThat(at.collector.calls).isEqualTo(calls);
        assertThat(at.entries(ReceiptEntry.class)).hasSize(receipts);
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(2));
        assertThat(at.forwarder.progress().lastProblem()).isEmpty();
        at.assertAllDelivered(); // and the collector has checked that what came again were the same bytes
    }

    private UplinkAnswer wrong(WrongReceipt wrong, UplinkAnswer.Body right) {
        BatchCheck.Result.Sound latest = at.collector.arrived.get(at.collector.arrived.size() - 1);
        BatchLink batch = FakeCollector.link(latest);
        PrivateKeySigner signer = new PrivateKeySigner(at.receiptKey);
        byte[] bytes = right.bytes();
        switch (wrong) {
            case UNKNOWN_KEY:
                return at.collector.receipt(batch, new PrivateKeySigner(ForwardFixture.newKey()));
            case ANOTHER_BATCH:
                return at.collector.receipt(
                        new BatchLink(batch.epoch(), batch.batchSequence(), Sha256.of(new byte[1])), signer);
            case ANOTHER_EPOCH:
                return at.collector.receipt(
                        new BatchLink("019ab000-0000-7000-8000-000000000000", batch.batchSequence(), batch.batchHash()),
                        signer);
            case BENT_BODY:
                bytes[20] ^= 1;
                return new UplinkAnswer.Body(bytes);
            case CUT:
                return new UplinkAnswer.Body(Arrays.copyOf(bytes, bytes.length - 1));
            case A_HEAD:
                return new UplinkAnswer.Body(SignedAnswer.sign(
                                new io.wardlog.batch.SignedHead(
                                        new io.wardlog.batch.Receipt.Issuer("Ed25519", signer.keyId(), "collector-1"),
                                        "tenant-a",
                                        "gateway-1",
                                        FakeCollector.TIME,
                                        Optional.empty()),
                                signer)
                        .encode());
            default:
                return new UplinkAnswer.Body(new byte[0]);
        }
    }

    @Test
    void aCollectorThatAsksForTimeGetsIt() throws Exception {
        at.run();
        at.collector.stores = false;
        at.collector.receipts =
                answer -> new UplinkAnswer.Unavailable("busy", Optional.of(Duration.ofSeconds(7)), true);
        at.event("pump-1", 16);
        at.run();
        int calls = at.collector.calls;
        at.collector.receipts = UnaryOperator.identity();
        at.collector.stores = true;
        at.pass(Duration.ofMillis(6_900));
        assertThat(at.collector.calls).isEqualTo(calls);
        at.pass(Duration.ofMillis(200));
        at.assertAllDelivered();
    }

    @Test
    void whatIsRefusedForGoodIsKeptAndTriedEverLessOften() throws Exception {
        at.run();
        at.collector.stores = false;
        at.collector.receipts = answer -> new UplinkAnswer.Refused(403, "agent_unknown", "not registered");
        at.event("pump-1", 16);
        at.run();
        assertThat(at.forwarder.progress().lastProblem()).isEqualTo("agent_unknown");
        int first = at.collector.arrived.size();
        at.pass(Duration.ofMinutes(30));
        assertThat(at.collector.arrived.size() - first).isBetween(8, 14);
        at.collector.receipts = UnaryOperator.identity();
        at.collector.stores = true;
        at.pass(Duration.ofMinutes(5));
        assertThat(at.forwarder.progress().lastProblem()).isEmpty();
        assertThat(at.collector.stored).hasSizeGreaterThan(150);
        at.assertAllDelivered();
    }

    @Test
    void whatIsSentAgainIsNotCountedTwice() throws Exception {
        at.events(20);
        at.run();
        at.collector.receipts = answer -> DOWN;
        at.events(3);
        at.run();
        at.pass(Duration.ofSeconds(1));
        assertThat(at.forwarder.progress().deliveredEvents()).isEqualTo(20);
        assertThat(at.forwarder.progress().unsentEvents()).isEqualTo(3);
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.forwarder.progress().deliveredEvents()).isEqualTo(23);
        at.assertAllDelivered();
    }

    @Test
    void aLostAnswerMeansTheSameBytesAgain() throws Exception {
        at.run();
        at.collector.receipts = answer -> DOWN;
        at.events(20);
        at.run();
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(1));
        assertThat(at.collector.arrived).hasSizeGreaterThan(at.collector.stored.size());
        at.assertAllDelivered();
    }

    @Test
    void aRestartSendsWhatWasSealedAsItWas() throws Exception {
        at.run();
        at.collector.receipts = answer -> DOWN;
        for (int i = 0; i < 3; i++) {
            at.events(20);
            at.pass(INTERVAL);
        }
        at.events(5); // not sealed yet
        at.restart();
        at.collector.receipts = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        at.event("pump-9", 16);
        at.run();
        at.assertAllDelivered();
    }

    @Test
    void whatIsConfirmedIsRecordedAndNotSentAgain() throws Exception {
        at.run();
        at.event("pump-1", 16);
        at.run();
        at.collector.confirm(1);
        at.event("pump-1", 16);
        at.run();
        assertThat(at.entries(ConfirmedEntry.class))
                .extracting(ConfirmedEntry::batch)
                .containsExactly(FakeCollector.link(at.collector.arrived.get(1)));
        at.collector.confirm(2);
        int arrived = at.collector.arrived.size();
        at.restart();
        at.run();
        assertThat(at.entries(ConfirmedEntry.class)).hasSize(2);
        assertThat(at.collector.arrived).hasSize(arrived + 1); // the heartbeat of the start
        at.assertAllDelivered();
    }

    @Test
    void whatTheCollectorLostIsSentAgainFromThereInOrder() throws Exception {
        for (int i = 0; i < 6; i++) {
            at.event("pump-1", 16);
            at.run();
            at.collector.confirm(at.collector.arrived.size() - 1);
        }
        at.pass(INTERVAL); // the last receipt says that all before is confirmed
        at.collector.confirm(1);
        at.collector.arrived.subList(2, at.collector.arrived.size()).clear();
        at.collector
                .stored
                .keySet()
                .retainAll(at.storedInOrder().stream()
                        .map(BatchCheck.Result.Sound::batchHash)
                        .toList());
        at.restart();
        at.run();
        assertThat(at.ledger.epochsAsked).isEmpty();
        at.assertAllDelivered();
    }

    @Test
    void aCollectorThatLostEverythingGetsEverythingAgain() throws Exception {
        for (int i = 0; i < 4; i++) {
            at.event("pump-1", 16);
            at.run();
            at.collector.confirm(at.collector.arrived.size() - 1);
        }
        at.collector.confirmed = Optional.empty();
        at.collector.arrived.clear();
        at.collector.stored.clear();
        at.restart();
        at.run();
        at.assertAllDelivered();
    }

    @Test
    void aHeadThatTheJournalNeverHadBeginsOneNewEpochWhoseFirstBatchNamesIt() throws Exception {
        at.run();
        at.event("pump-1", 16);
        at.run();
        BatchLink last = FakeCollector.link(at.collector.arrived.get(at.collector.arrived.size() - 1));
        BatchLink unknown = new BatchLink(last.epoch(), 150, Sha256.of(new byte[] {1}));
        at.collector.confirmed = Optional.of(new ConfirmedHead(unknown, ConfirmedHead.Status.OK));
        at.restart();
        at.run();
        assertThat(at.ledger.epochsAsked).containsExactly(unknown);
        at.collector.receipts = answer -> DOWN; // connects again before the epoch is there
        at.pass(Duration.ofSeconds(20));
        assertThat(at.ledger.epochsAsked).containsExactly(unknown);
        at.collector.receipts = UnaryOperator.identity();
        String epoch = at.beginEpoch(Optional.of(unknown));
        at.event("pump-1", 16);
        at.pass(Duration.ofSeconds(31));
        BatchCheck.Result.Sound first = at.collector.arrived.stream()
                .filter(batch -> batch.header().agent().epoch().equals(epoch))
                .findFirst()
                .orElseThrow();
        assertThat(first.header().previous()).contains(unknown);
        assertThat(first.header().position().batchSequence()).isEqualTo(1);
        at.restart();
        at.run();
        assertThat(at.ledger.epochsAsked).isEmpty();
    }

    @Test
    void anEpochEndsWithItsLastEvent() throws Exception {
        at.run();
        at.collector.withholds = true;
        at.events(3);
        at.run();
        at.events(4);
        BatchLink previous = at.entries(BatchEntry.class).get(0).batch();
        at.beginEpoch(Optional.of(previous));
        at.events(5);
        at.run();
        at.collector.release();
        at.pass(INTERVAL);
        List<BatchCheck.Result.Sound> batches = at.storedInOrder();
        assertThat(batches).extracting(batch -> batch.hashes().size()).containsSubsequence(3, 4, 5);
        assertThat(batches)
                .filteredOn(batch -> batch.header().previous().isPresent())
                .singleElement()
                .satisfies(batch -> assertThat(batch.header().previous()).contains(previous));
        at.assertAllDelivered();
    }

    @Test
    void moreEventsThanABatchHoldsAreSplit() throws Exception {
        at.collector.heads = answer -> DOWN;
        at.run();
        at.events(5_000);
        at.run();
        at.collector.heads = UnaryOperator.identity();
        at.pass(Duration.ofSeconds(31));
        assertThat(at.storedInOrder())
                .extracting(batch -> batch.hashes().size())
                .allMatch(size -> size <= 4_096);
        at.assertAllDelivered();
    }

    @Test
    void largeEventsAreSplitSoThatEveryFrameFits() throws Exception {
        at.collector.withholds = true;
        at.run();
        for (int i = 0; i < 20; i++) {
            at.event("ventilator-" + i % 2, 200 * 1024); // noise: the compression does not help
        }
        at.run();
        at.collector.release();
        at.pass(INTERVAL);
        assertThat(at.storedInOrder().size()).isGreaterThan(4);
        at.assertAllDelivered();
    }

    @Test
    void aBatchThatCannotBeJournaledIsNotSentUntilItCan() throws Exception {
        at.run();
        int arrived = at.collector.arrived.size();
        at.event("pump-1", 16);
        at.ledger.full(true);
        at.pass(Duration.ofSeconds(25));
        assertThat(at.collector.arrived).hasSize(arrived);
        at.ledger.full(false);
        at.pass(INTERVAL);
        at.assertAllDelivered();
    }

    @Test
    void beforeAStopWhatWaitsIsSealed() throws Exception {
        at.collector.heads = answer -> DOWN;
        at.run();
        at.events(3);
        AtomicBoolean done = new AtomicBoolean();
        at.forwarder.sealNow(() -> done.set(true));
        at.run();
        assertThat(done).isTrue();
        List<BatchEntry> sealed = at.entries(BatchEntry.class);
        assertThat(sealed.get(sealed.size() - 1).endIndex()).isEqualTo(3);
    }
}
