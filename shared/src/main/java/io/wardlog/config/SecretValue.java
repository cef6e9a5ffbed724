package io.wardlog.config;

import java.util.Objects;

/**
 * A password or token from the configuration. It prints as {@code (secret)} wherever it is logged or concatenated; only {@link
 * #reveal()} gives the text.
 */
public final class SecretValue {
    private final String text;

    /** Wraps {@code text}. */
    public SecretValue(String text) {
        this.text = Objects.requireNonNull(text);
    }

    /** The secret itself: for the one place that needs it, never for a log. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
