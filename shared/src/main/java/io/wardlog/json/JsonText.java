package io.wardlog.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Texts of a JSON document that need no reading: no escape in them, so that their bytes are their value and their canonical form. Eight bytes a step. */
public final class JsonText {
    /** In place of an offset: the text is not such a one. */
    public static final int UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ORDERED = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = EACH << 7;

    private JsonText() {}

    /**
     * The offset of the quotation mark that ends the text from {@code at} on; unknown when it holds an escape, a control character, a
     * noncharacter, or what is not UTF-8, or does not end.
     */
    public static int end(byte[] json, int at) {
        int i = at;
        while (true) {
            i = plainEnd(json, i);
            if (i == json.length) {
                return UNKNOWN;
            }
            byte b = json[i];
            if (b >= 0) {
                return b == '"' ? i : UNKNOWN;
            }
            int length = Utf8Sequence.length(json, i);
            if (length == 0) {
                return UNKNOWN;
            }
            i += length;
        }
    }

    /** The same for a text that is all ASCII; unknown otherwise. */
    static int asciiEnd(byte[] json, int at) {
        int end = plainEnd(json, at);
        return end < json.length && json[end] == '"' ? end : UNKNOWN;
    }

    /** The first eight bytes between two offsets, or fewer and zeros, as a number: of ASCII texts the lesser has the lesser one, unless they are equal so far. */
    static long head(byte[] json, int from, int to) {
        int length = Math.min(to - from, Long.BYTES);
        if (length > 0 && from + Long.BYTES <= json.length) {
            return (long) ORDERED.get(json, from) & headMask(length);
        }
        long head = 0;
        for (int i = from; i < Math.min(from + length, json.length); i++) {
            head |= (long) json[i] << Long.SIZE - Byte.SIZE * (i - from + 1);
        }
        return head;
    }

    /** Which bits of a head are of a text of at least one byte; the others are 0. */
    static long headMask(int length) {
        return -1L << Long.SIZE - Byte.SIZE * Math.min(length, Long.BYTES);
    }

    /** How many code points stand between two offsets of a text that {@link #end} has read. */
    public static int codePoints(byte[] json, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += (json[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        return count;
    }

    /** The offset of the first byte that is a quotation mark, a backslash, a control character or not ASCII; the length when none is. */
    private static int plainEnd(byte[] json, int at) {
        int i = at;
        while (i + Long.BYTES <= json.length) {
            long special = special((long) LONGS.get(json, i));
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < json.length && isPlain(json[i])) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    /** The lowest bit that is set stands in the first byte that {@link #plainEnd} looks for: it alone borrows from no other, and other bytes of ASCII borrow nothing. */
    private static long special(long word) {
        long quote = (word ^ EACH * '"') - EACH;
        long escape = (word ^ EACH * '\\') - EACH;
        long control = word - EACH * ' ';
        return (quote | escape | control | word) & HIGH_BITS;
    }
}
