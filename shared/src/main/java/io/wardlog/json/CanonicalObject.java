package io.wardlog.json;

import java.nio.charset.StandardCharsets;

/** Writes one flat JSON object in canonical form (RFC 8785) without a tree. Its members are put in their canonical order. For one thread. */
public final class CanonicalObject {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final Name NONE = new Name("");

    private final JsonBytes out = new JsonBytes(256);
    private Name last = NONE;

    /** A member's name, written once for all objects. Immutable. */
    public static final class Name {
        private final String text;
        private final byte[] label;

        /** @throws IllegalArgumentException when it holds a lone surrogate */
        public Name(String text) {
            JsonBytes bytes = new JsonBytes(text.length() + 4);
            bytes.add(',');
            JcsStrings.write(text, bytes);
            bytes.add(':');
            this.text = text;
            this.label = bytes.toArray();
        }
    }

    /**
     * Puts a text.
     *
     * @throws IllegalArgumentException when the name does not come after the one before, or a text holds a lone surrogate
     */
    public CanonicalObject put(Name name, String value) {
        begin(name);
        JcsStrings.write(value, out);
        return this;
    }

    /** Puts a value that is canonical already; the same holds for its name. */
    public CanonicalObject put(Name name, byte[] canonicalValue) {
        begin(name);
        out.add(canonicalValue);
        return this;
    }

    /** Puts an integer; the same holds for its name. */
    public CanonicalObject put(Name name, long value) {
        begin(name);
        out.addPlain(Long.toString(value));
        return this;
    }

    /** Puts {@code true} or {@code false}; the same holds for its name. */
    public CanonicalObject put(Name name, boolean value) {
        return put(name, value ? TRUE : FALSE);
    }

    private void begin(Name name) {
        if (name.text.compareTo(last.text) <= 0) {
            throw new IllegalArgumentException(name.text + " does not come after " + last.text);
        }
        if (last == NONE) {
            out.add('{');
            out.add(name.label, 1);
        } else {
            out.add(name.label);
        }
        last = name;
    }

    /** Ends the object. */
    public byte[] end() {
        if (last == NONE) {
            out.add('{');
        }
        out.add('}');
        return out.toArray();
    }
}
