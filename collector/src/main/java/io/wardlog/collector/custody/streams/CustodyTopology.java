package io.wardlog.collector.custody.streams;

import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.Topics;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Batches in, one processor with its ledger, and everything out by the topic that each record names. */
final class CustodyTopology {
    /** The name of the ledger's store. */
    static final String LEDGER = "ledger";

    /** Stands for the timestamp that a record lacks; Kafka Streams would stop for ever at a negative one. */
    private static final long NO_TIME = 0;

    private CustodyTopology() {}

    static Topology of(Supplier<CustodyProcessor> processors) {
        StoreBuilder<KeyValueStore<Bytes, byte[]>> ledger = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(LEDGER), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "batches",
                        (message, partitionTime) -> Math.max(NO_TIME, message.timestamp()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.BATCHES)
                .addProcessor("custody", processors::get, "batches")
                .addStateStore(ledger, "custody")
                .addSink(
                        "out",
                        (byte[] key, OutgoingRecord record, org.apache.kafka.streams.processor.RecordContext context) ->
                                record.topic(),
                        new ByteArraySerializer(),
                        (String topic, OutgoingRecord record) -> record.value(),
                        "custody");
    }
}
