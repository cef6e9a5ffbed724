package io.wardlog.json;

import java.nio.charset.StandardCharsets;

/** Writes one flat JSON object in canonical form (RFC 8785) without a tree. Its members are put in their canonical order. For one thread. */
public final class CanonicalObject {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final JsonBytes out = new JsonBytes(256);
    private String last = "";

    /**
     * Puts a text.
     *
     * @throws IllegalArgumentException when the name does not come after the one before, or a text holds a lone surrogate
     */
    public CanonicalObject put(String name, String value) {
        begin(name);
        JcsStrings.write(value, out);
        return this;
    }

    /** Puts an integer; the same holds for its name. */
    public CanonicalObject put(String name, long value) {
        begin(name);
        out.addPlain(Long.toString(value));
        return this;
    }

    /** Puts {@code true} or {@code false}; the same holds for its name. */
    public CanonicalObject put(String name, boolean value) {
        begin(name);
        out.add(value ? TRUE : FALSE);
        return this;
    }

    private void begin(String name) {
        if (name.compareTo(last) <= 0) {
            throw new IllegalArgumentException(name + " does not come after " + last);
        }
        out.add(last.isEmpty() ? '{' : ',');
        JcsStrings.write(name, out);
        out.add(':');
        last = name;
    }

    /** Ends the object. */
    public byte[] end() {
        if (last.isEmpty()) {
            out.add('{');
        }
        out.add('}');
        return out.toArray();
    }
}
