package io.wardlog.schema.bound;

import java.util.BitSet;
import java.util.List;

/** A pattern as a finite automaton over the bytes of UTF-8. Immutable. */
final class Automaton implements TextPlan.Form {
    static final int DEAD = -1;
    static final int MOST_STATES = 1_000;

    /** By byte: bytes of one column lead to the same states everywhere. */
    private final byte[] columns;

    /** By state and column: where the state's row begins that follows; {@link #DEAD} when none does. */
    private final short[] next;

    private final int width;
    private final BitSet accepting;

    /**
     * @param columnOf by code point its column of the table, the last one for all beyond ASCII
     * @param table by state and column the state that follows, or {@link #DEAD}; state 0 is the first
     * @throws UncompilableException when the table is large
     */
    Automaton(int[] columnOf, List<int[]> table, BitSet accepting) {
        int stay = table.get(0).length;
        this.width = stay + 1;
        if (width > Byte.MAX_VALUE || table.size() * width > Short.MAX_VALUE) {
            throw new UncompilableException("a pattern with a large table");
        }
        this.columns = columnsOfBytes(columnOf, stay);
        this.next = new short[table.size() * width];
        for (int state = 0; state < table.size(); state++) {
            for (int column = 0; column < stay; column++) {
                int to = table.get(state)[column];
                next[state * width + column] = (short) (to == DEAD ? DEAD : to * width);
            }
            next[state * width + stay] = (short) (state * width);
        }
        this.accepting = accepting;
    }

    /** A lead byte stands for its code point; the bytes that continue it change nothing. */
    private static byte[] columnsOfBytes(int[] columnOf, int stay) {
        byte[] columns = new byte[256];
        for (int b = 0; b < columns.length; b++) {
            boolean continues = b >= 0x80 && b < 0xC0;
            columns[b] = (byte) (continues ? stay : columnOf[Math.min(b, PatternSyntax.BEYOND_ASCII)]);
        }
        return columns;
    }

    @Override
    public boolean matches(byte[] utf8, int from, int to) {
        int row = 0;
        for (int i = from; i < to; i++) {
            row = next[row + columns[utf8[i] & 0xFF]];
            if (row == DEAD) {
                return false;
            }
        }
        return accepting.get(row / width);
    }
}
