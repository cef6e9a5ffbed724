package io.wardlog.collector.custody.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds RocksDB's memory for all partitions together: without it, each partition may take more than 50 MiB outside the heap. Kafka
 * Streams makes instances by reflection; what they share travels in the settings.
 */
public final class LedgerMemory implements RocksDBConfigSetter {
    static final String SHARED = "wardlog.ledger.memory";

    private static final long WRITE_BUFFER_BYTES = 2 << 20;

    /** The memory that all stores of a process share. */
    record Shared(Cache cache, WriteBufferManager writeBuffers) implements AutoCloseable {
        static Shared of(long bytes) {
            Cache cache = new LRUCache(bytes);
            return new Shared(cache, new WriteBufferManager(bytes / 2, cache));
        }

        @Override
        public void close() {
            writeBuffers.close();
            cache.close();
        }
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared shared = (Shared) configs.get(SHARED);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(shared.cache());
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(shared.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared is closed with the role.
    }
}
