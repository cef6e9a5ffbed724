package io.wardlog.log;

/** A value as JSON writes it. */
final class LogValue {
    /** Where a longer value is cut. */
    static final int MAX_CHARS = 1_000;

    private LogValue() {}

    /** Numbers and truth values as they are, anything else as a string. */
    static void write(Object value, StringBuilder out) {
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            out.append(value);
        } else {
            quote(cut(String.valueOf(value)), out);
        }
    }

    private static String cut(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
        return text.substring(0, end) + "…";
    }

    /** A JSON string: what begins a line or moves a terminal's cursor is escaped. */
    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(text, i, out);
            }
        }
        out.append('"');
    }

    /** The text as it is, but for what begins a line or moves a terminal's cursor. */
    static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            character(text, i, out);
        }
    }

    private static void character(String text, int at, StringBuilder out) {
        char c = text.charAt(at);
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || isBidi(c) || isAlone(text, at)) {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }

    /** Whether it changes the order in which a line is shown. */
    private static boolean isBidi(char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }

    /** Whether it is half a character, which UTF-8 cannot write. */
    private static boolean isAlone(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                        && (at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1)))
                || Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
