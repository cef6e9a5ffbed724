package io.wardlog.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Lower-case hex digits in ASCII, eight a step. */
final class HexDigits {
    /** In place of values: not all are digits. */
    static final long NONE = -1;

    /** Digits of a step. */
    static final int STEP = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;

    private HexDigits() {}

    /** What the eight digits at an offset stand for, each in its byte; none when one of them is no digit. */
    static long values(byte[] utf8, int at) {
        long digits = (long) LONGS.get(utf8, at);
        long values = (digits & 0x0F0F_0F0F_0F0F_0F0FL) + (digits >>> 6 & EACH) * 9;
        return written(values) == digits && (values & 0xF0F0_F0F0_F0F0_F0F0L) == 0 ? values : NONE;
    }

    /** Digits for values of 0 to 15; for others something else. */
    private static long written(long values) {
        long letters = values + EACH * 6 >>> 4 & EACH;
        return values + EACH * '0' + letters * ('a' - '0' - 10);
    }

    /** Writes four bytes as eight digits. */
    static void write(byte[] bytes, int from, byte[] target, int at) {
        long packed = (int) INTS.get(bytes, from) & 0xFFFF_FFFFL;
        long halves = (packed | packed << 16) & 0x0000_FFFF_0000_FFFFL;
        long pairs = (halves | halves << 8) & 0x00FF_00FF_00FF_00FFL;
        LONGS.set(target, at, written((pairs >>> 4 | pairs << 8) & 0x0F0F_0F0F_0F0F_0F0FL));
    }

    /** Writes what eight digits stand for as four bytes. */
    static void pack(long values, byte[] target, int at) {
        long pairs = (values << 4 | values >>> 8) & 0x00FF_00FF_00FF_00FFL;
        long halves = (pairs | pairs >>> 8) & 0x0000_FFFF_0000_FFFFL;
        INTS.set(target, at, (int) (halves | halves >>> 16));
    }
}
