package io.wardlog.json;

import java.nio.charset.StandardCharsets;

/** Strings as RFC 8785 section 3.2.2.2 writes them. */
final class JcsStrings {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JcsStrings() {}

    static void write(String text, JsonBytes out) {
        out.add('"');
        for (int i = out.addPlain(text); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                control(c, out);
            } else if (c == '"' || c == '\\') {
                out.add('\\');
                out.add(c);
            } else if (c < 0x80) {
                out.add(c);
            } else {
                int codePoint = text.codePointAt(i);
                encode(codePoint, out);
                i += Character.charCount(codePoint) - 1;
            }
        }
        out.add('"');
    }

    private static void control(char c, JsonBytes out) {
        out.add('\\');
        switch (c) {
            case '\b' -> out.add('b');
            case '\t' -> out.add('t');
            case '\n' -> out.add('n');
            case '\f' -> out.add('f');
            case '\r' -> out.add('r');
            default -> {
                out.add(new byte[] {'u', '0', '0'});
                out.add(HEX[c >> 4]);
                out.add(HEX[c & 15]);
            }
        }
    }

    private static void encode(int codePoint, JsonBytes out) {
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            throw new IllegalArgumentException("a lone surrogate has no UTF-8 form");
        }
        if (codePoint < 0x800) {
            out.add(0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                out.add(0xE0 | codePoint >> 12);
            } else {
                out.add(0xF0 | codePoint >> 18);
                out.add(0x80 | codePoint >> 12 & 0x3F);
            }
            out.add(0x80 | codePoint >> 6 & 0x3F);
        }
        out.add(0x80 | codePoint & 0x3F);
    }
}
