package io.wardlog.collector.custody;

/** The bytes under a {@link Ledger}: a sorted map. Keys compare as unsigned bytes. Used by one thread. */
public interface LedgerStore {
    /** The value of {@code key}, or null. The caller must not change it. */
    byte[] get(byte[] key);

    /** Sets the value of {@code key}; null removes it. Neither array may be changed afterwards. */
    void put(byte[] key, byte[] value);

    /** Visits the entries with {@code from} ≤ key &lt; {@code to} in order until the visitor returns false; it must not write. */
    void scan(byte[] from, byte[] to, Visitor visitor);

    /** Sees one entry. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on. */
        boolean visit(byte[] key, byte[] value);
    }
}
