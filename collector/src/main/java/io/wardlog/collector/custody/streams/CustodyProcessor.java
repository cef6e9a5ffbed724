package io.wardlog.collector.custody.streams;

import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.InboundRecord;
import io.wardlog.collector.custody.SilenceWatch;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.collector.trace.BatchSpans;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** Hands records to the {@link CustodyDesk} and forwards what it says. One instance a partition, used by its stream thread. */
final class CustodyProcessor implements Processor<byte[], byte[], byte[], OutgoingRecord> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final CustodyDesk desk;
    private final Function<Instant, SilenceWatch> watches;
    private final InstantSource clock;
    private final Tracing tracing;
    private ProcessorContext<byte[], OutgoingRecord> context;
    private StreamsLedgerStore ledger;

    CustodyProcessor(CustodyDesk desk, Function<Instant, SilenceWatch> watches, InstantSource clock, Tracing tracing) {
        this.desk = desk;
        this.watches = watches;
        this.clock = clock;
        this.tracing = tracing;
    }

    @Override
    public void init(ProcessorContext<byte[], OutgoingRecord> given) {
        context = given;
        KeyValueStore<Bytes, byte[]> store = given.getStateStore(CustodyTopology.LEDGER);
        ledger = new StreamsLedgerStore(store);
        SilenceWatch watch = watches.apply(clock.instant());
        given.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, millis -> {
            Instant now = Instant.ofEpochMilli(millis);
            forward(watch.look(ledger, now), millis);
        });
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        Header receipt = message.headers().lastHeader(RecordHeaders.RECEIPT);
        RecordMetadata place = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record from a topic has a place"));
        InboundRecord inbound = new InboundRecord(
                place.partition(),
                place.offset(),
                message.key(),
                message.value(),
                receipt == null ? null : receipt.value());
        BatchSpans spans = tracing.begin(SpanName.CUSTODY, named(message.headers()));
        List<OutgoingRecord> judged = desk.process(inbound, ledger, clock.instant());
        judged.forEach(outgoing -> trace(outgoing, spans));
        forward(judged, message.timestamp());
    }

    private static List<String> named(Headers headers) {
        List<String> named = new ArrayList<>();
        headers.headers(RecordHeaders.EVENT_TRACES)
                .forEach(header -> named.add(
                        header.value() == null ? "" : new String(header.value(), StandardCharsets.ISO_8859_1)));
        return named;
    }

    /** After the judgement, and beside it: what was judged of the event is the same without it. A batch that came again has no events here. */
    private static void trace(OutgoingRecord outgoing, BatchSpans spans) {
        if (outgoing.topic().equals(Topics.EVENTS)) {
            spans.of(Integer.parseInt(text(outgoing, RecordHeaders.INDEX))).ifPresent(span -> {
                outgoing.with(RecordHeaders.TRACE, span.context().traceparent());
                String key = new String(outgoing.key(), StandardCharsets.UTF_8);
                span.set(SpanAttribute.DEVICE_ID, key.substring(key.indexOf('/') + 1));
                span.set(SpanAttribute.EVENT_HASH, text(outgoing, RecordHeaders.HASH));
                span.end();
            });
        }
    }

    private static String text(OutgoingRecord outgoing, String header) {
        return new String(outgoing.headers().get(header), StandardCharsets.UTF_8);
    }

    private void forward(List<OutgoingRecord> records, long timestamp) {
        for (OutgoingRecord outgoing : records) {
            var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
            outgoing.headers().forEach((name, value) -> headers.add(new RecordHeader(name, value)));
            context.forward(new Record<>(outgoing.key(), outgoing, timestamp, headers));
        }
    }
}
