package io.wardlog.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Strings as RFC 8785 section 3.2.2.2 writes them. */
final class JcsStrings {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JcsStrings() {}

    static void write(String text, ByteArrayOutputStream out) {
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                control(c, out);
            } else if (c == '"' || c == '\\') {
                out.write('\\');
                out.write(c);
            } else if (c < 0x80) {
                out.write(c);
            } else {
                int codePoint = text.codePointAt(i);
                encode(codePoint, out);
                i += Character.charCount(codePoint) - 1;
            }
        }
        out.write('"');
    }

    private static void control(char c, ByteArrayOutputStream out) {
        out.write('\\');
        switch (c) {
            case '\b' -> out.write('b');
            case '\t' -> out.write('t');
            case '\n' -> out.write('n');
            case '\f' -> out.write('f');
            case '\r' -> out.write('r');
            default -> {
                out.writeBytes(new byte[] {'u', '0', '0'});
                out.write(HEX[c >> 4]);
                out.write(HEX[c & 15]);
            }
        }
    }

    private static void encode(int codePoint, ByteArrayOutputStream out) {
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            throw new IllegalArgumentException("a lone surrogate has no UTF-8 form");
        }
        if (codePoint < 0x800) {
            out.write(0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                out.write(0xE0 | codePoint >> 12);
            } else {
                out.write(0xF0 | codePoint >> 18);
                out.write(0x80 | codePoint >> 12 & 0x3F);
            }
            out.write(0x80 | codePoint >> 6 & 0x3F);
        }
        out.write(0x80 | codePoint & 0x3F);
    }
}
