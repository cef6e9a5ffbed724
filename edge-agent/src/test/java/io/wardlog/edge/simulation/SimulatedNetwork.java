package io.wardlog.edge.simulation;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.hash.Hash;
import io.wardlog.keys.Signer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The way between one run of the agent and the collector, which loses, delays, doubles and bends what goes over it. */
final class SimulatedNetwork {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORTEST_WITHOUT_LINK = Duration.ofMinutes(1);
    private static final Duration LONGEST_WITHOUT_LINK = Duration.ofDays(1);
    private static final AgentIdentity STRANGER = new AgentIdentity("tenant-a", "hospital-1", "gateway-2");

    private final Dice dice;
    private final Faults faults;
    private final SimulatedClock clock;
    private final Agenda agenda;
    private final ModelCollector collector;
    private final Signer stranger;
    private final List<UplinkAnswer> receipts = new ArrayList<>();
    private long halfOpenUntil;
    private long linkDownUntil;
    private long wordUnknownUntil;

    /** Time and chance. */
    record Laws(Dice dice, Faults faults, SimulatedClock clock, Agenda agenda) {}

    SimulatedNetwork(Laws laws, ModelCollector collector, Signer stranger) {
        this.dice = laws.dice();
        this.faults = laws.faults();
        this.clock = laws.clock();
        this.agenda = laws.agenda();
        this.collector = collector;
        this.stranger = stranger;
    }

    /** The agent's end, for one run. */
    Uplink uplink() {
        return new End();
    }

    /** Whether nothing gets through, and that may last for a day. */
    boolean isLinkDown() {
        return clock.world() < linkDownUntil;
    }

    /** For so long, or longer when it is down already. */
    void linkGoesDown(Duration time) {
        linkDownUntil = Math.max(linkDownUntil, clock.world() + time.toNanos());
    }

    /** As often by minutes as by hours. */
    private Duration withoutLink() {
        double most = (double) LONGEST_WITHOUT_LINK.toNanos() / SHORTEST_WITHOUT_LINK.toNanos();
        return Duration.ofNanos((long) (SHORTEST_WITHOUT_LINK.toNanos() * Math.pow(most, dice.part())));
    }

    private void after(Duration time, Runnable what) {
        agenda.plan(clock.world() + time.toNanos(), what);
    }

    private Duration latency() {
        return faults.happens(Fault.DELAYED)
                ? dice.between(Duration.ofMillis(100), TIMEOUT)
                : dice.between(Duration.ofMillis(1), Duration.ofMillis(80));
    }

    private boolean isWordUnknown() {
        if (faults.happens(Fault.WORD_UNKNOWN)) {
            wordUnknownUntil = clock.world()
                    + dice.between(Duration.ofSeconds(1), Duration.ofMinutes(30))
                            .toNanos();
        }
        return clock.world() < wordUnknownUntil;
    }

    private Optional<ConfirmedHead> word() {
        return faults.happens(Fault.STALE_WORD) ? collector.earlierWord(dice) : collector.word();
    }

    private UplinkAnswer bentReceipt(UplinkAnswer right, BatchLink batch) {
        if (faults.happens(Fault.OLD_RECEIPT) && !receipts.isEmpty()) {
            return dice.pick(receipts);
        }
        if (faults.happens(Fault.FOREIGN_RECEIPT)) {
            return ModelCollector.receipt(batch, Optional.empty(), STRANGER, stranger);
        }
        if (faults.happens(Fault.FALSE_SIGNATURE)) {
            return ModelCollector.receipt(
                    batch, Optional.of(new ConfirmedHead(batch, ConfirmedHead.Status.OK)), Simulation.AGENT, stranger);
        }
        receipts.add(right);
        return garbled(right);
    }

    private UplinkAnswer garbled(UplinkAnswer right) {
        return faults.happens(Fault.GARBAGE) ? new UplinkAnswer.Body(dice.bytes(dice.below(200))) : right;
    }

    private static UplinkAnswer unavailable(String reason) {
        return UplinkAnswer.Unavailable.noAnswer(reason);
    }

    private final class End implements Uplink {

        private final int collectors = 1 + dice.below(2);
        private int turn;
        private int asked;
        private CompletableFuture<UplinkAnswer> underWay = CompletableFuture.completedFuture(null);

        @Override
        public int collectors() {
            return collectors;
        }

        @Override
        public OptionalInt asked() {
            return OptionalInt.of(asked);
        }

        @Override
        public void notBelieved() {
            turn = (asked + 1) % collectors;
        }

        @Override
        public CompletableFuture<UplinkAnswer> head() {
            return call(() -> {
                if (isWordUnknown()) {
                    return new UplinkAnswer.Unavailable("503", Optional.empty(), true);
                }
                return faults.happens(Fault.FALSE_SIGNATURE)
                        ? ModelCollector.head(Optional.empty(), Simulation.AGENT, stranger)
                        : garbled(collector.head(word()));
            });
        }

        @Override
        public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
            byte[] frame = batch.frame().clone();
            return call(() -> {
                Optional<ConfirmedHead> word = isWordUnknown() ? Optional.empty() : word();
                UplinkAnswer right = collector.receive(frame, word);
                return bentReceipt(
                        right,
                        collector.log().get(collector.log().size() - 1).header().link());
            });
        }

        @Override
        public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
            throw new AssertionError("there is no registry");
        }

        private CompletableFuture<UplinkAnswer> call(Supplier<UplinkAnswer> atCollector) {
            if (!underWay.isDone()) {
                throw new AssertionError("a second call while one is under way");
            }
            CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
            underWay = answer;
            asked = turn;
            answer.thenAccept(
                    said -> turn = said instanceof UplinkAnswer.Unavailable ? (asked + 1) % collectors : asked);
            after(TIMEOUT, () -> answer.complete(unavailable("timeout")));
            if (!isLinkDown() && faults.happens(Fault.LINK_DOWN)) {
                linkGoesDown(withoutLink());
            }
            if (isLinkDown() || faults.happens(Fault.UNREACHABLE)) {
                after(latency(), () -> answer.complete(unavailable("connection_refused")));
                return answer;
            }
            if (faults.happens(Fault.HALF_OPEN)) {
                halfOpenUntil = clock.world()
                        + dice.between(Duration.ofSeconds(1), Duration.ofMinutes(5))
                                .toNanos();
            }
            if (!faults.happens(Fault.REQUEST_LOST)) {
                after(latency(), () -> arrive(atCollector, answer));
            }
            if (faults.happens(Fault.DOUBLED)) {
                after(
                        dice.between(Duration.ofMillis(1), Duration.ofMinutes(10)),
                        () -> arrive(atCollector, new CompletableFuture<>()));
            }
            return answer;
        }

        private void arrive(Supplier<UplinkAnswer> atCollector, CompletableFuture<UplinkAnswer> answer) {
            if (clock.world() < halfOpenUntil || isLinkDown() || !collector.isUp()) {
                return;
            }
            UplinkAnswer says = answer(atCollector);
            if (!faults.happens(Fault.ANSWER_LOST)) {
                after(latency(), () -> comeBack(answer, says));
            }
        }

        private void comeBack(CompletableFuture<UplinkAnswer> answer, UplinkAnswer says) {
            if (!isLinkDown()) {
                answer.complete(says);
            }
        }

        private UplinkAnswer answer(Supplier<UplinkAnswer> atCollector) {
            if (faults.happens(Fault.UNAVAILABLE)) {
                return new UplinkAnswer.Unavailable(
                        "503", Optional.of(dice.between(Duration.ofMillis(1), Duration.ofMinutes(1))), true);
            }
            if (faults.happens(Fault.REFUSED)) {
                return new UplinkAnswer.Refused(403, "simulated", "by the simulation");
            }
            return atCollector.get();
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
