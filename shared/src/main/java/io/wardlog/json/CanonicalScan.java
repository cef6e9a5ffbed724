package io.wardlog.json;

import java.util.Arrays;

/**
 * Tells of bytes that a JSON value in canonical form (RFC 8785) and I-JSON certainly begins with them, in one pass and without a tree. It answers "yes, and
 * here it ends" or "don't know", never "no": escapes, names beyond ASCII, {@code null}, exponents, numbers of over 15 digits and whatever is
 * wrong are the business of {@link StrictJson} and {@link Jcs}. One document, one thread.
 */
public final class CanonicalScan {
    /** In place of an offset: not certain. */
    public static final int UNKNOWN = JsonText.UNKNOWN;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int MAX_DIGITS = 15;

    /** ECMAScript writes numbers below 10^-6 with an exponent. */
    private static final int SMALLEST_EXPONENT = 6;

    private final byte[] json;

    /** Reads values in these bytes. */
    public CanonicalScan(byte[] json) {
        this.json = json;
    }

    private byte peek(int at) {
        return at < json.length ? json[at] : 0;
    }

    /** The offset behind the canonical value that begins at an offset and is at most so deep; unknown when it is not certain that one does. */
    public int end(int at, int depthLeft) {
        return switch (peek(at)) {
            case '"' -> behind(JsonText.end(json, at + 1));
            case '{' -> object(at, depthLeft);
            case '[' -> array(at, depthLeft);
            case 't' -> literal(TRUE, at);
            case 'f' -> literal(FALSE, at);
            default -> number(at);
        };
    }

    private static int behind(int quotationMark) {
        return quotationMark == UNKNOWN ? UNKNOWN : quotationMark + 1;
    }

    private int literal(byte[] literal, int at) {
        int end = at + literal.length;
        return end <= json.length && Arrays.equals(json, at, end, literal, 0, literal.length) ? end : UNKNOWN;
    }

    private int object(int at, int depthLeft) {
        if (depthLeft == 0) {
            return UNKNOWN;
        }
        if (peek(at + 1) == '}') {
            return at + 2;
        }
        int before = at; // no name yet: an empty one, which is the least
        int beforeEnd = at;
        long beforeHead = 0;
        int i = at;
        do {
            int name = i + 2;
            int nameEnd = nameEnd(i + 1);
            if (nameEnd == UNKNOWN) {
                return UNKNOWN;
            }
            long head = JsonText.head(json, name, nameEnd);
            if (head < beforeHead || head == beforeHead && !isBefore(before, beforeEnd, name, nameEnd)) {
                return UNKNOWN;
            }
            i = end(nameEnd + 2, depthLeft - 1);
            if (i == UNKNOWN) {
                return UNKNOWN;
            }
            before = name;
            beforeEnd = nameEnd;
            beforeHead = head;
        } while (peek(i) == ',');
        return peek(i) == '}' ? i + 1 : UNKNOWN;
    }

    /** Where the name ends whose quotation mark stands here, and behind which a colon stands. */
    private int nameEnd(int at) {
        int end = peek(at) == '"' ? JsonText.asciiEnd(json, at + 1) : UNKNOWN;
        return end != UNKNOWN && peek(end + 1) == ':' ? end : UNKNOWN;
    }

    /** Whether one name with the same head comes before another: of ASCII texts the order of bytes is that of UTF-16. */
    private boolean isBefore(int from, int to, int otherFrom, int otherTo) {
        return Arrays.compare(json, from, to, json, otherFrom, otherTo) < 0;
    }

    private int array(int at, int depthLeft) {
        if (depthLeft == 0) {
            return UNKNOWN;
        }
        if (peek(at + 1) == ']') {
            return at + 2;
        }
        int i = at;
        do {
            i = end(i + 1, depthLeft - 1);
            if (i == UNKNOWN) {
                return UNKNOWN;
            }
        } while (peek(i) == ',');
        return peek(i) == ']' ? i + 1 : UNKNOWN;
    }

    /** A decimal of at most 15 digits is the shortest text of its double: what stands here is canonical, but for zeros that say nothing. */
    private int number(int at) {
        int first = peek(at) == '-' ? at + 1 : at;
        int point = digitsEnd(first);
        int whole = point - first;
        if (whole == 0 || whole > 1 && json[first] == '0') {
            return UNKNOWN;
        }
        if (peek(point) != '.') {
            boolean negativeZero = first > at && json[first] == '0';
            return whole <= MAX_DIGITS && !negativeZero ? point : UNKNOWN;
        }
        int end = digitsEnd(point + 1);
        int decimals = end - point - 1;
        boolean shortest = decimals > 0 && json[end - 1] != '0' && whole + decimals <= MAX_DIGITS;
        return shortest && !isTiny(first, point, decimals) ? end : UNKNOWN;
    }

    /** Whether it is less than 10^-6. */
    private boolean isTiny(int first, int point, int decimals) {
        int zeros = 0;
        while (zeros < decimals && json[point + 1 + zeros] == '0') {
            zeros++;
        }
        return json[first] == '0' && zeros >= SMALLEST_EXPONENT;
    }

    private int digitsEnd(int at) {
        int i = at;
        while (peek(i) >= '0' && peek(i) <= '9') {
            i++;
        }
        return i;
    }
}
