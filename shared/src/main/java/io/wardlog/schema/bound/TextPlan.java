package io.wardlog.schema.bound;

import io.wardlog.json.JsonText;

/** A text within limits. */
final class TextPlan extends ScalarPlan {

    /** What else a text can be asked to be. */
    interface Form {
        /** Whether it is certain that the text between two offsets, which holds no escape and is UTF-8, is of this form. */
        boolean matches(byte[] utf8, int from, int to);
    }

    /** The most bytes of a code point. */
    private static final int MAX_SEQUENCE = 4;

    private final int minLength;
    private final int maxLength;
    private final int maxBytes;
    private final Form[] forms;

    /**
     * Lengths in code points and in bytes of UTF-8.
     *
     * @param minLength at least so many code points
     * @param maxLength at most so many
     * @param maxBytes at most so many bytes
     */
    record Lengths(int minLength, int maxLength, int maxBytes) {}

    TextPlan(Lengths lengths, Form... forms) {
        this.minLength = lengths.minLength();
        this.maxLength = lengths.maxLength();
        this.maxBytes = lengths.maxBytes();
        this.forms = forms;
    }

    @Override
    int end(Scan scan, int at) {
        int from = at + 1;
        int to = scan.peek(at) == '"' ? JsonText.end(scan.json, from) : Scan.UNKNOWN;
        if (to == Scan.UNKNOWN || to - from > maxBytes) {
            return Scan.UNKNOWN;
        }
        if (!isLengthAccepted(scan.json, from, to)) {
            return Scan.UNKNOWN;
        }
        for (Form form : forms) {
            if (!form.matches(scan.json, from, to)) {
                return Scan.UNKNOWN;
            }
        }
        return to + 1;
    }

    /** A text has at most as many code points as bytes and at least a quarter of them, which decides for most. */
    private boolean isLengthAccepted(byte[] json, int from, int to) {
        int bytes = to - from;
        if (bytes <= maxLength && bytes >= MAX_SEQUENCE * (long) minLength) {
            return true;
        }
        int length = JsonText.codePoints(json, from, to);
        return length >= minLength && length <= maxLength;
    }
}
