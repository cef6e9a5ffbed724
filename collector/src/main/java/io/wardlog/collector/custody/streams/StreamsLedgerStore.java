package io.wardlog.collector.custody.streams;

import io.wardlog.collector.custody.LedgerFailedException;
import io.wardlog.collector.custody.LedgerStore;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The ledger's bytes in a Kafka Streams store. Used by the one stream thread that owns the store. */
final class StreamsLedgerStore implements LedgerStore {
    private final KeyValueStore<Bytes, byte[]> store;

    StreamsLedgerStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte[] get(byte[] key) {
        try {
            return store.get(Bytes.wrap(key));
        } catch (RuntimeException failure) {
            throw new LedgerFailedException(failure);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try {
            store.put(Bytes.wrap(key), value);
        } catch (RuntimeException failure) {
            throw new LedgerFailedException(failure);
        }
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
            boolean more = true;
            while (more && entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                // The store's range ends with the key "to", the ledger's before it.
                more = !Arrays.equals(entry.key.get(), to) && visitor.visit(entry.key.get(), entry.value);
            }
        } catch (LedgerFailedException failure) {
            throw failure;
        } catch (RuntimeException failure) {
            throw new LedgerFailedException(failure);
        }
    }
}
