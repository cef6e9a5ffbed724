package io.wardlog.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a version of an event type owes to the one before it. */
public enum Compatibility {
    /** The new version accepts every message that the old one accepts: who reads the new one can read what is stored. */
    BACKWARD,
    /** The old version accepts every message that the new one accepts: who reads the old one can read what is to come. */
    FORWARD,
    /** Both accept the same messages. */
    FULL;

    /** The name in an index or a bundle. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule with this name. */
    public static Optional<Compatibility> fromWireName(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.wireName().equals(name))
                .findFirst();
    }
}
