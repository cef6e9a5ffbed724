package io.wardlog.collector.role;

import java.util.Objects;

/**
 * Whether a role can do its work, and why not.
 *
 * @param ready whether it can
 * @param detail what an operator should know, in one sentence without patient data; empty when there is nothing to say
 */
public record Readiness(boolean ready, String detail) {
    /** The role works. */
    public static final Readiness READY = new Readiness(true, "");

    /** Refuses a null detail. */
    public Readiness {
        Objects.requireNonNull(detail, "detail");
    }

    /** The role cannot work, because of {@code detail}. */
    public static Readiness notReady(String detail) {
        return new Readiness(false, detail);
    }
}
