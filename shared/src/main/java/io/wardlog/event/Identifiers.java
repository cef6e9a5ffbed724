package io.wardlog.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The forms of the names that events, chains and certificates carry (docs/formats.md section 2). */
public final class Identifiers {

    private static final int MAX_LABEL = 63;
    private static final int MAX_DEVICE = 128;

    private static final byte LOWER = 1;
    private static final byte DIGIT = 2;
    private static final byte UPPER = 4;
    private static final byte DASH = 8;
    private static final byte UNDERSCORE = 16;
    private static final byte DOT = 32;

    /** By byte what kind of character it is; 0 is none that a name may hold. */
    private static final byte[] KINDS = kinds();

    private Identifiers() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, 'a', 'z' + 1, LOWER);
        Arrays.fill(kinds, '0', '9' + 1, DIGIT);
        Arrays.fill(kinds, 'A', 'Z' + 1, UPPER);
        kinds['-'] = DASH;
        kinds['_'] = UNDERSCORE;
        kinds['.'] = DOT;
        return kinds;
    }

    /** Whether this is a tenant's or a hospital's id: a DNS label, 1 to 63 characters. */
    public static boolean isTenantOrHospital(String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        return isTenantOrHospital(utf8, 0, utf8.length);
    }

    /** Whether this is a device's or an agent's id, 1 to 128 characters: letters, digits, and {@code . _ -} between them. */
    public static boolean isDevice(String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        return isDevice(utf8, 0, utf8.length);
    }

    /** Whether this has the form of an event type, {@code group.name}: each 1 to 63 of {@code a-z 0-9 _}, a letter first. */
    public static boolean isEventType(String type) {
        byte[] utf8 = type.getBytes(StandardCharsets.UTF_8);
        return isEventType(utf8, 0, utf8.length);
    }

    /** The same of the text between two offsets. */
    static boolean isTenantOrHospital(byte[] utf8, int from, int to) {
        return isIn(1, MAX_LABEL, to - from)
                && is(LOWER | DIGIT, utf8[from])
                && is(LOWER | DIGIT, utf8[to - 1])
                && all(LOWER | DIGIT | DASH, utf8, from, to);
    }

    /** The same of the text between two offsets. */
    static boolean isDevice(byte[] utf8, int from, int to) {
        return isIn(1, MAX_DEVICE, to - from)
                && is(LOWER | DIGIT | UPPER, utf8[from])
                && is(LOWER | DIGIT | UPPER, utf8[to - 1])
                && all(LOWER | DIGIT | UPPER | DASH | UNDERSCORE | DOT, utf8, from, to);
    }

    /** The same of the text between two offsets. */
    static boolean isEventType(byte[] utf8, int from, int to) {
        int dot = from;
        while (dot < to && utf8[dot] != '.') {
            dot++;
        }
        return dot < to && isTypePart(utf8, from, dot) && isTypePart(utf8, dot + 1, to);
    }

    private static boolean isTypePart(byte[] utf8, int from, int to) {
        return isIn(1, MAX_LABEL, to - from)
                && is(LOWER, utf8[from])
                && all(LOWER | DIGIT | UNDERSCORE, utf8, from, to);
    }

    private static boolean isIn(int least, int most, int length) {
        return length >= least && length <= most;
    }

    private static boolean all(int kinds, byte[] utf8, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!is(kinds, utf8[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(int kinds, byte b) {
        return (KINDS[b & 0xFF] & kinds) != 0;
    }

    /** The {@code schemaRef} of an event type and version. */
    public static String schemaRef(String eventType, int eventVersion) {
        return "urn:wardlog:schema:" + eventType + ":" + eventVersion;
    }
}
