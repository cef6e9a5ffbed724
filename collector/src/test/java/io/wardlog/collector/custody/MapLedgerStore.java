package io.wardlog.collector.custody;

import java.util.Arrays;
import java.util.TreeMap;

/** A ledger in memory. */
public final class MapLedgerStore implements LedgerStore {
    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte[] get(byte[] key) {
        return entries.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        if (value == null) {
            entries.remove(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
        for (var entry : entries.subMap(from, to).entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    /** How many entries there are. */
    public int size() {
        return entries.size();
    }
}
