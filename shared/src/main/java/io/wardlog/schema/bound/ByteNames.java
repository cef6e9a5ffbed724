package io.wardlog.schema.bound;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which of some short ASCII texts stands in a JSON document at an offset, told by its first eight bytes and then compared. Immutable.
 */
final class ByteNames {
    static final int ABSENT = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long QUOTES = EACH * '"';
    private static final long HIGH_BITS = EACH << 7;

    /** Each with its closing quotation mark. */
    private final byte[][] quoted;

    private final long[] heads;
    private final byte[] table;
    private final int shift;

    /** @throws UncompilableException when a name needs an escape in JSON, or there are too many */
    ByteNames(List<String> names) {
        require(names.size() < Byte.MAX_VALUE && names.stream().allMatch(ByteNames::isPlain));
        int bits = 3 + Integer.SIZE - Integer.numberOfLeadingZeros(names.size());
        this.quoted = new byte[names.size()][];
        this.heads = new long[names.size()];
        this.table = new byte[1 << bits];
        this.shift = Long.SIZE - bits;
        for (int i = 0; i < quoted.length; i++) {
            quoted[i] = (names.get(i) + '"').getBytes(StandardCharsets.US_ASCII);
            heads[i] = head(quoted[i], 0);
            int slot = slot(heads[i]);
            while (table[slot] != 0) {
                slot = next(slot);
            }
            table[slot] = (byte) (i + 1);
        }
    }

    private static void require(boolean possible) {
        if (!possible) {
            throw new UncompilableException("a name that is not plain ASCII, or too many names");
        }
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= 0x20 && c < 0x7F && c != '"' && c != '\\');
    }

    /** The index of the name that stands from {@code at} up to a quotation mark, or {@link #ABSENT}. */
    int find(byte[] json, int at) {
        long head = head(json, at);
        for (int slot = slot(head); table[slot] != 0; slot = next(slot)) {
            int index = table[slot] - 1;
            if (heads[index] == head && stands(quoted[index], json, at)) {
                return index;
            }
        }
        return ABSENT;
    }

    /** How many bytes a name takes, its closing quotation mark included. */
    int length(int index) {
        return quoted[index].length;
    }

    private static boolean stands(byte[] name, byte[] json, int at) {
        int end = at + name.length;
        if (end > json.length) {
            return false;
        }
        // The head has told all bytes of a short name; whether it ends here is left.
        return name.length <= Long.BYTES ? json[end - 1] == '"' : Arrays.equals(name, 0, name.length, json, at, end);
    }

    private int slot(long head) {
        return (int) (head * 0x9E37_79B9_7F4A_7C15L >>> shift);
    }

    private int next(int slot) {
        return slot + 1 & table.length - 1;
    }

    /** The bytes before the first quotation mark, at most eight. */
    private static long head(byte[] json, int at) {
        long word = at + Long.BYTES <= json.length ? (long) LONGS.get(json, at) : tail(json, at);
        long other = word ^ QUOTES;
        long quotes = other - EACH & ~other & HIGH_BITS;
        return quotes == 0 ? word : word & (Long.lowestOneBit(quotes) >>> 7) - 1;
    }

    private static long tail(byte[] json, int at) {
        long word = 0;
        for (int i = json.length - 1; i >= at; i--) {
            word = word << 8 | json[i] & 0xFF;
        }
        return word;
    }
}
