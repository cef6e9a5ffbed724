package io.wardlog.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a version of an event type stands in its life; it moves on in this order, and an active one is never edited. */
public enum SchemaStatus {
    /** Still being written: its document may change, and it is accepted only where a configuration asks for it by name. */
    DRAFT,
    /** Released: accepted everywhere, its document stays as it is for ever. */
    ACTIVE,
    /** Released, and to be left: still accepted, counted, and told. */
    DEPRECATED;

    /** The name in an index or a bundle. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status with this name. */
    public static Optional<SchemaStatus> fromWireName(String name) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(name))
                .findFirst();
    }
}
