package io.wardlog.edge.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.trace.EventTraces;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes beside a batch, and for how long it is remembered. */
class TracedUplinkTest {
    private static final TraceContext CONTEXT = TraceContext.parse(
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .orElseThrow();
    private static final UplinkAnswer RECEIPT = new UplinkAnswer.Body(new byte[0]);
    private static final UplinkAnswer AWAY = UplinkAnswer.Unavailable.noAnswer("away");

    private final TraceMemory memory = new TraceMemory();
    private final AgentClock clock = AgentClock.system();
    private final EventTracer tracer = new EventTracer(Spans.OFF, memory, clock);
    private final Collector collector = new Collector();
    private final Uplink uplink = new TracedUplink(collector, Spans.OFF, memory, clock);

    @Test
    void theContextOfATracedEventGoesWithItsBatchUntilItIsDelivered() {
        List<Hash> events = hashes(0, 3);
        record(events.get(1));
        collector.answer = AWAY;
        uplink.send(batch(events));
        collector.answer = RECEIPT;
        uplink.send(batch(events));
        uplink.send(batch(events));
        assertThat(collector.sent)
                .extracting(batch -> batch.traces().encode())
                .containsExactly("1=" + CONTEXT.traceparent(), "1=" + CONTEXT.traceparent(), "");
        assertThat(collector.sent).extracting(OutgoingBatch::frame).allMatch(frame -> frame.length == 1);
    }

    @Test
    void ofABatchWithManyOnlyTheFirstGo() {
        List<Hash> events = hashes(0, EventTraces.MAX_EVENTS + 5);
        events.forEach(this::record);
        uplink.send(batch(events));
        assertThat(collector.sent.get(0).traces().byIndex().keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, EventTraces.MAX_EVENTS).boxed().toList());
    }

    @Test
    void beyondItsRoomTheEldestIsForgotten() {
        List<Hash> events = hashes(0, TraceMemory.MAX_EVENTS + 1);
        events.forEach(this::record);
        assertThat(memory.of(events.subList(0, 2)).keySet()).containsExactly(1);
    }

    @Test
    void whatBelongsToNoTraceIsNotFollowed() {
        assertThat(tracer.begin(Optional.empty(), "pump-1", "device.heartbeat")).isEmpty();
        uplink.send(batch(hashes(0, 2)));
        assertThat(collector.sent.get(0).traces()).isSameAs(EventTraces.NONE);
    }

    private void record(Hash event) {
        EventTracer.Acceptance acceptance =
                tracer.begin(Optional.of(CONTEXT), "pump-1", "device.heartbeat").orElseThrow();
        acceptance.recorded(event);
        acceptance.ended();
    }

    private static OutgoingBatch batch(List<Hash> events) {
        return new OutgoingBatch(new byte[1], events, EventTraces.NONE);
    }

    private static List<Hash> hashes(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Sha256.of(new byte[] {(byte) i, (byte) (i >> 8)}))
                .toList();
    }

    /** Answers as it is told. */
    private static final class Collector implements Uplink {
        private final List<OutgoingBatch> sent = new ArrayList<>();
        private UplinkAnswer answer = RECEIPT;

        @Override
        public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
            return CompletableFuture.completedFuture(new UplinkAnswer.Unchanged());
        }

        @Override
        public CompletableFuture<UplinkAnswer> head() {
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
            sent.add(batch);
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
