package io.wardlog.schema.bound;

import io.wardlog.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document that is being read, and the tape on which plans note where its values stand. One message, one thread.
 *
 * <p>A value's node on the tape begins with the offsets of its first byte and of the byte after its last one; that of an object or array
 * whose bytes are not in canonical form begins with {@link #REWRITE}, and a scalar's names the end of its canonical form. An object's node goes
 * on with the node of each property of its plan (0: absent), an array's with its first link; a link holds the next link (0: none), and its
 * item's node follows at once.
 */
final class Scan {
    /** In place of an offset: the bytes are not such as a plan is sure to understand. */
    static final int UNKNOWN = JsonText.UNKNOWN;

    /** In place of a container's first offset: its bytes are not its canonical form. */
    static final int REWRITE = -1;

    /** The root's node; node 0 means absent. */
    static final int ROOT = 1;

    final byte[] json;

    private final Likely likely;
    private PayloadReader reader;
    private int payload;
    private int[] tape = new int[192];
    private int top = ROOT;

    /** Tells by what was read so far how the payload is best read. */
    interface Likely {
        /** Null when there is no telling. */
        PayloadReader payload(Scan scan);
    }

    Scan(byte[] json, Likely likely) {
        this.json = json;
        this.likely = likely;
    }

    PayloadReader likely() {
        return likely.payload(this);
    }

    /** The payload was read by this reader, at this node. */
    void hasRead(PayloadReader by, int node) {
        reader = by;
        payload = node;
    }

    /** The node at which this reader has read the payload; 0 when it has not. */
    int payload(PayloadReader by) {
        return by == reader ? payload : 0;
    }

    /** The byte at an offset; behind the end 0, which stands nowhere in JSON. */
    byte peek(int at) {
        return at < json.length ? json[at] : 0;
    }

    /** The next offset that holds no white space. */
    int skipSpace(int at) {
        int i = at;
        while (i < json.length && json[i] <= ' ' && isSpace(json[i])) {
            i++;
        }
        return i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Room for this many numbers, all 0. */
    int allocate(int cells) {
        int node = top;
        top += cells;
        if (top > tape.length) {
            tape = Arrays.copyOf(tape, Math.max(2 * tape.length, top));
        }
        return node;
    }

    int get(int cell) {
        return tape[cell];
    }

    void set(int cell, int value) {
        tape[cell] = value;
    }

    /** A text that a plan has accepted. */
    String text(int node) {
        int from = tape[node] + 1;
        return new String(json, from, tape[node + 1] - 1 - from, StandardCharsets.UTF_8);
    }

    /** A whole number, not below 0, that a plan has accepted. */
    long number(int node) {
        long number = 0;
        for (int i = tape[node]; i < tape[node + 1]; i++) {
            number = number * 10 + json[i] - '0';
        }
        return number;
    }

    /** Marks an object or array whose bytes are not canonical. */
    void rewriteUnless(boolean canonical, int node) {
        if (!canonical) {
            tape[node] = REWRITE;
        }
    }

    /** Whether the canonical form of a value that ends at {@code end} is not what stands there. */
    boolean isRewritten(int node, int end) {
        return tape[node] == REWRITE || tape[node + 1] != end;
    }
}
