package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.forward.Forwarder;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Section {@code uplink}: whether batches get receipts, and what waits for one. */
public record UplinkSection(
        Supplier<ForwardProgress> progress, LongSupplier nextOrdinal, AgentClock clock, Duration silentAfter)
        implements StatusSection {

    /** When it is connected and something waits for so long, the collector does not keep up. */
    private static final Duration OLD = Duration.ofMinutes(5);

    /** Whether batches get receipts now. */
    public boolean isConnected() {
        return progress.get().isConnected(clock.nanoTime(), silentAfter);
    }

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        ForwardProgress is = progress.get();
        boolean connected = is.isConnected(clock.nanoTime(), silentAfter);
        ObjectNode node = status.putObject("uplink");
        node.put("state", is.state().name().toLowerCase(Locale.ROOT));
        node.put("connected", connected);
        node.put("deliveredEvents", is.deliveredEvents());
        node.put("deliveredBytes", is.deliveredBytes());
        node.put("backlogEvents", is.backlog().eventsBelow(nextOrdinal.getAsLong()));
        node.put("unconfirmedBatches", is.confirmation().batches());
        is.confirmation().status().ifPresent(said -> node.put("custody", said.wireName()));
        if (is.backlog().oldestMicros() > 0) {
            node.put("oldestUnsent", time(is.backlog().oldestMicros()));
            node.put("oldestUnsentSeconds", oldestSeconds(is));
        }
        is.heard().receipt().ifPresent(at -> {
            node.put("lastReceipt", time(at.micros()));
            node.put("lastReceiptSecondsAgo", secondsSince(at));
        });
        if (!connected && !hasNothingToSend(is) && !is.lastProblem().isEmpty()) {
            node.put("problem", is.lastProblem());
        }
        find(is, connected, wrong);
    }

    private void find(ForwardProgress is, boolean connected, Consumer<Finding> wrong) {
        if (!connected) {
            wrong.accept(new Finding(Finding.Code.UPLINK_NOT_CONNECTED, whyNot(is)));
        } else if (oldestSeconds(is) > OLD.toSeconds()) {
            wrong.accept(new Finding(
                    Finding.Code.BACKLOG_OLD,
                    "receipts come, but the oldest event without one is " + oldestSeconds(is) + " s old"));
        }
        is.confirmation()
                .status()
                .filter(said -> said != ConfirmedHead.Status.OK)
                .ifPresent(said -> wrong.accept(custody(said)));
    }

    private String whyNot(ForwardProgress is) {
        String since = is.heard()
                .receipt()
                .map(at -> "no receipt for " + secondsSince(at) + " s")
                .orElse("no receipt since the start");
        if (hasNothingToSend(is)) {
            return since + "; it answers, but no batch could be written and sent: look at the disk";
        }
        return is.lastProblem().isEmpty() ? since : since + "; " + is.lastProblem();
    }

    /** What failed before is not why no receipt comes now. */
    private static boolean hasNothingToSend(ForwardProgress is) {
        return is.state() == Forwarder.State.SENDING
                && is.heard().answered()
                && is.heard().receipt().isPresent();
    }

    private static Finding custody(ConfirmedHead.Status said) {
        Finding.Code code = Finding.Code.valueOf("CUSTODY_" + said.name());
        return new Finding(code, "the collector reports " + said.wireName() + " of this agent's batches");
    }

    private long secondsSince(ForwardProgress.Moment at) {
        return Math.max(0, Duration.ofNanos(clock.nanoTime() - at.nanos()).toSeconds());
    }

    private long oldestSeconds(ForwardProgress is) {
        long oldest = is.backlog().oldestMicros();
        return oldest == 0 ? 0 : Math.max(0, (AgentClock.micros(clock.now()) - oldest) / 1_000_000);
    }

    private static String time(long micros) {
        return EventTimes.micros(AgentClock.ofMicros(micros));
    }
}
