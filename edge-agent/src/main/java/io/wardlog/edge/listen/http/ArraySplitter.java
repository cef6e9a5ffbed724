package io.wardlog.edge.listen.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a JSON array into its elements' own bytes. It follows strings and brackets only; each element is read strictly by whoever takes it.
 */
final class ArraySplitter {

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
     * @throws MalformedArrayException if an element is missing, the array has no end, or something follows it
     */
    static List<byte[]> split(byte[] json) throws MalformedArrayException {
        return new ArraySplitter(json).elements();
    }

    /** The bytes are not one whole array; the message says why and where. */
    static final class MalformedArrayException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedArrayException(String problem, int offset) {
            super(problem + " at byte " + offset);
        }
    }

    private List<byte[]> elements() throws MalformedArrayException {
        List<byte[]> elements = new ArrayList<>();
        skipSpace();
        expect('[');
        skipSpace();
        if (at(']')) {
            position++;
        } else {
            elements.add(element());
            while (at(',')) {
                position++;
                elements.add(element());
            }
            expect(']');
        }
        skipSpace();
        if (position < json.length) {
            throw new MalformedArrayException("something follows the array", position);
        }
        return elements;
    }

    private byte[] element() throws MalformedArrayException {
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
                throw new MalformedArrayException("a bracket has no beginning", position - 1);
            }
        }
        int end = position;
        while (end > start && isSpace(json[end - 1])) {
            end--;
        }
        if (end == start) {
            throw new MalformedArrayException("an element is missing", start);
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

    private void expect(char wanted) throws MalformedArrayException {
        if (!at(wanted)) {
            throw new MalformedArrayException("'" + wanted + "' is missing", position);
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
