package io.wardlog.json;

/** One code point beyond ASCII in UTF-8 (Unicode table 3-7). */
final class Utf8Sequence {

    private Utf8Sequence() {}

    /** How many bytes the well-formed code point at {@code at} takes; 0 when it is none, or a noncharacter. */
    static int length(byte[] utf8, int at) {
        int lead = utf8[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > utf8.length) {
            return 0;
        }
        int codePoint = lead & 0x7F >> length;
        for (int i = 1; i < length; i++) {
            if ((utf8[at + i] & 0xC0) != 0x80) {
                return 0;
            }
            codePoint = codePoint << 6 | utf8[at + i] & 0x3F;
        }
        return isShortest(codePoint, length) && isAssignable(codePoint) ? length : 0;
    }

    private static boolean isShortest(int codePoint, int length) {
        return codePoint >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x1_0000);
    }

    private static boolean isAssignable(int codePoint) {
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        boolean noncharacter = (codePoint & 0xFFFE) == 0xFFFE || codePoint >= 0xFDD0 && codePoint <= 0xFDEF;
        return codePoint <= Character.MAX_CODE_POINT && !surrogate && !noncharacter;
    }
}
