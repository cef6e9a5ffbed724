package io.wardlog.collector.custody;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Writes that are held back until {@link #commit}, so that a judgement that cannot be finished leaves nothing behind. Reads see the
 * held writes. Used by one thread.
 */
final class LedgerDraft implements LedgerStore {
    private final LedgerStore base;
    private final TreeMap<byte[], byte[]> writes = new TreeMap<>(Arrays::compareUnsigned);

    LedgerDraft(LedgerStore base) {
        this.base = base;
    }

    @Override
    public byte[] get(byte[] key) {
        return writes.containsKey(key) ? writes.get(key) : base.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        writes.put(key, value);
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
        TreeMap<byte[], byte[]> held = new TreeMap<>(writes.subMap(from, to));
        boolean[] more = {true};
        base.scan(from, to, (key, value) -> {
            while (more[0] && !held.isEmpty() && Arrays.compareUnsigned(held.firstKey(), key) < 0) {
                more[0] = visitHeld(held.pollFirstEntry(), visitor);
            }
            if (more[0]) {
                more[0] = held.containsKey(key) ? visitHeld(held.pollFirstEntry(), visitor) : visitor.visit(key, value);
            }
            return more[0];
        });
        while (more[0] && !held.isEmpty()) {
            more[0] = visitHeld(held.pollFirstEntry(), visitor);
        }
    }

    private static boolean visitHeld(java.util.Map.Entry<byte[], byte[]> entry, Visitor visitor) {
        return entry.getValue() == null || visitor.visit(entry.getKey(), entry.getValue());
    }

    /** Writes everything to the store beneath. */
    void commit() {
        writes.forEach(base::put);
        writes.clear();
    }
}
