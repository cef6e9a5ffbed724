package io.wardlog.schema.bound;

/** What a value must fulfil that was already read by its plan. */
interface Demand {
    boolean holds(Scan scan, int node);
}
