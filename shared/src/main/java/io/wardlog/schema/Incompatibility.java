package io.wardlog.schema;

/**
 * One reason why a version may not follow the one before it.
 *
 * @param kind which promise it breaks
 * @param pointer the place in a payload, in the style of RFC 6901 with {@code *} for each element of an array
 * @param keyword the keyword at that place
 * @param message a sentence fragment that completes "at the place …"; quotes only what the schemas say
 */
public record Incompatibility(Kind kind, String pointer, String keyword, String message) {

    /** Which promise. */
    public enum Kind {
        /** The newer version may refuse what the older one accepts. */
        BACKWARD,
        /** The older version may refuse what the newer one accepts. */
        FORWARD,
        /** The same message would mean less: less protected, less critical, or measured otherwise. Refused under every rule. */
        MEANING
    }

    /** The reason as one line. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the payload" : pointer) + ": " + message;
    }
}
