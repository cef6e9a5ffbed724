package io.wardlog.collector.archive;

/** A column of an archive table. A value of another type than its kind's is a programming error. */
public record Column(String name, Kind kind, boolean required) {

    /** What a column holds, and as which Java type a row carries it. */
    public enum Kind {
        /** UTF-8 text, kept byte for byte: {@code byte[]}. */
        TEXT,
        /** Bytes: {@code byte[]}. */
        BYTES,
        /** A 64-bit integer: {@code Long}. */
        INTEGER,
        /** Microseconds since 1970-01-01T00:00:00Z: {@code Long}. */
        TIMESTAMP
    }

    /** A column that every row fills. */
    public static Column required(String name, Kind kind) {
        return new Column(name, kind, true);
    }

    /** A column that a row may leave empty. */
    public static Column optional(String name, Kind kind) {
        return new Column(name, kind, false);
    }
}
