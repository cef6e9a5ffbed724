package io.wardlog.edge.entry;

import io.wardlog.hash.Hash;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * How far a file is settled: every line before has its event or its recorded refusal. Layout: text name, i64 offset, i64
 * microseconds since 1970, 32-byte fingerprint, u8 whether that is keyed.
 *
 * @param name the file's name when it was read
 * @param offset the byte behind the last settled line
 * @param atMicros when that was, by the agent's clock
 * @param fingerprint of what stands before the offset, by which a file is known again
 * @param keyed whether the fingerprint is made with the agent's digest key; not in what an earlier agent wrote
 */
public record FilePosition(String name, long offset, long atMicros, Hash fingerprint, boolean keyed) {

    /** How many bytes of a file the first half of its fingerprint is of, at most; the second is of all. */
    public static final int SPAN = 256;

    /** One that is known again with the agent's digest key only. */
    public FilePosition(String name, long offset, long atMicros, Hash fingerprint) {
        this(name, offset, atMicros, fingerprint, true);
    }

    static FilePosition read(Fields in) {
        return new FilePosition(in.text(), in.i64(), in.i64(), in.hash(), isKeyed(in.u8()));
    }

    private static boolean isKeyed(int flag) {
        if (flag > 1) {
            throw new IllegalArgumentException("flag " + flag);
        }
        return flag == 1;
    }

    /** The layout without the last byte, in which no fingerprint is keyed. */
    static FilePosition readPlain(Fields in) {
        return new FilePosition(in.text(), in.i64(), in.i64(), in.hash(), false);
    }

    /** How many bytes the first half of the fingerprint is of. */
    public int span() {
        return (int) Math.min(SPAN, offset);
    }

    /** The first half of the fingerprint. */
    public byte[] firstHalf() {
        return Arrays.copyOf(fingerprint.bytes(), Hash.LENGTH / 2);
    }

    /** Whether another begins with the same bytes, as far as both tell. */
    public boolean beginsAs(FilePosition other) {
        return span() == other.span() && Arrays.equals(firstHalf(), other.firstHalf());
    }

    /** The same with a keyed fingerprint; {@code key} makes it of one that is not. */
    public FilePosition keyed(UnaryOperator<Hash> key) {
        return keyed ? this : new FilePosition(name, offset, atMicros, key.apply(fingerprint));
    }

    void write(FieldsWriter out) {
        out.text(name).i64(offset).i64(atMicros).hash(fingerprint).u8(keyed ? 1 : 0);
    }
}
