package io.wardlog.collector.custody.streams;

import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.InboundRecord;
import io.wardlog.collector.custody.SilenceWatch;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.RecordHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
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
    private ProcessorContext<byte[], OutgoingRecord> context;
    private StreamsLedgerStore ledger;

    CustodyProcessor(CustodyDesk desk, Function<Instant, SilenceWatch> watches, InstantSource clock) {
        this.desk = desk;
        this.watches = watches;
        this.clock = clock;
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
        forward(desk.process(inbound, ledger, clock.instant()), message.timestamp());
    }

    private void forward(List<OutgoingRecord> records, long timestamp) {
        for (OutgoingRecord outgoing : records) {
            var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
            outgoing.headers().forEach((name, value) -> headers.add(new RecordHeader(name, value)));
            context.forward(new Record<>(outgoing.key(), outgoing, timestamp, headers));
        }
    }
}
