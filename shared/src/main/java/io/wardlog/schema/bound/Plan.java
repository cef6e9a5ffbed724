package io.wardlog.schema.bound;

/** What a schema asks of one value, and how its canonical form is written. Immutable; one for any number of threads. */
abstract class Plan {

    /**
     * Reads the value that begins at {@code at} and notes it on the tape, at the node that is free.
     *
     * @return the offset behind it, or {@link Scan#UNKNOWN} unless it is certain that the schema accepts it
     */
    abstract int read(Scan scan, int at);

    /** Writes the canonical form of a value that this plan has read. */
    abstract void write(Scan scan, int node, CanonicalForm out);

    /** Whether patient data can stand somewhere in the value. */
    abstract boolean isMarkedInside();
}
