package io.wardlog.edge.listen.http;

import io.wardlog.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a JSON array into its elements' own bytes. It follows strings and brackets only; each element is read strictly by whoever takes it.
 */
final class ArraySplitter {

    /** Each element costs memory of its own, however small it is. */
    static final int MAX_ELEMENTS = 4096;

    private final byte[] json;
    private int position;

    private ArraySplitter(byte[] json) {
        this.json = json;
    }

    /** Whether the first thing in these bytes is an array. */
    static boolean isArray(byte[] json) {
        ArraySplitter splitter = new ArraySplitter(json);
        splitter.skipSpace();
        return splitter.at('[');
    }

    /**
     * The elements, without the white space around them.
     *
     * @throws RefusedArrayException if an element is missing, the array has no end, something follows it, or there are more than
     *     {@link #MAX_ELEMENTS}
     */
    static List<byte[]> split(byte[] json) throws RefusedArrayException {
        return new ArraySplitter(json).elements();
    }

    /** The bytes are not one whole array, or it has too many elements; the message says why and where. */
    static final class RefusedArrayException extends Exception {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;

        RefusedArrayException(ErrorCode code, String problem, int offset) {
            super(problem + " at byte " + offset);
            this.code = code;
        }

        ErrorCode code() {
            return code;
        }
    }

    private List<byte[]> elements() throws RefusedArrayException {
        List<byte[]> elements = new ArrayList<>();
        skipSpace();
        expect('[');
        skipSpace();
        if (at(']')) {
            position++;
        } else {
            elements.add(element());
            while (at(',')) {
                if (elements.size() == MAX_ELEMENTS) {
                    String problem = "an array of more than " + MAX_ELEMENTS + " messages; the next one begins";
                    throw new RefusedArrayException(ErrorCode.TOO_LARGE, problem, position);
                }
                position++;
                elements.add(element());
            }
            expect(']');
        }
        skipSpace();
        if (position < json.length) {
            throw new RefusedArrayException(ErrorCode.MALFORMED_JSON, "something follows the array", position);
        }
        return elements;
    }

    private byte[] element() throws RefusedArrayException {
        skipSpace();
        int start = position;
        int depth = 0;
        while (position < json.length && !(depth == 0 && (at(',') || at(']')))) {
            byte next = json[position];
            if (next == '"') {
                skipString();
            } else {
                depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
                position++;
            }
            if (depth < 0) {
                throw new RefusedArrayException(ErrorCode.MALFORMED_JSON, "a bracket has no beginning", position - 1);
            }
        }
        int end = position;
        while (end > start && isSpace(json[end - 1])) {
            end--;
        }
        if (end == start) {
            throw new RefusedArrayException(ErrorCode.MALFORMED_JSON, "an element is missing", start);
        }
        return Arrays.copyOfRange(json, start, end);
    }

    private void skipString() {
        position++;
        while (position < json.length && !at('"')) {
            position += at('\\') ? 2 : 1;
        }
        position = Math.min(position + 1, json.length);
    }

    private void skipSpace() {
        while (position < json.length && isSpace(json[position])) {
            position++;
        }
    }

    private void expect(char wanted) throws RefusedArrayException {
        if (!at(wanted)) {
            throw new RefusedArrayException(ErrorCode.MALFORMED_JSON, "'" + wanted + "' is missing", position);
        }
        position++;
    }

    private boolean at(char wanted) {
        return position < json.length && json[position] == wanted;
    }

    /** White space of RFC 8259. */
    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
