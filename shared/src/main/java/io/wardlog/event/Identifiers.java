package io.wardlog.event;

import java.util.function.IntPredicate;

/** The forms of the names that events, chains and certificates carry (docs/formats.md section 2). */
public final class Identifiers {

    private static final int MAX_LABEL = 63;
    private static final int MAX_DEVICE = 128;

    private Identifiers() {}

    /** Whether this is a tenant's or a hospital's id: a DNS label, 1 to 63 characters. */
    public static boolean isTenantOrHospital(String id) {
        return isIn(1, MAX_LABEL, id.length())
                && isLowerOrDigit(id.charAt(0))
                && isLowerOrDigit(id.charAt(id.length() - 1))
                && all(id, 0, id.length(), c -> isLowerOrDigit(c) || c == '-');
    }

    /** Whether this is a device's or an agent's id, 1 to 128 characters: letters, digits, and {@code . _ -} between them. */
    public static boolean isDevice(String id) {
        return isIn(1, MAX_DEVICE, id.length())
                && isLetterOrDigit(id.charAt(0))
                && isLetterOrDigit(id.charAt(id.length() - 1))
                && all(id, 0, id.length(), c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
    }

    /** Whether this has the form of an event type, {@code group.name}: each 1 to 63 of {@code a-z 0-9 _}, a letter first. */
    public static boolean isEventType(String type) {
        int dot = type.indexOf('.');
        return dot > 0 && isTypePart(type, 0, dot) && isTypePart(type, dot + 1, type.length());
    }

    private static boolean isTypePart(String type, int from, int to) {
        return isIn(1, MAX_LABEL, to - from)
                && isLower(type.charAt(from))
                && all(type, from, to, c -> isLowerOrDigit(c) || c == '_');
    }

    private static boolean isIn(int least, int most, int length) {
        return length >= least && length <= most;
    }

    private static boolean all(String text, int from, int to, IntPredicate allowed) {
        for (int i = from; i < to; i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(int c) {
        return isLowerOrDigit(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isLowerOrDigit(int c) {
        return isLower(c) || c >= '0' && c <= '9';
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    /** The {@code schemaRef} of an event type and version. */
    public static String schemaRef(String eventType, int eventVersion) {
        return "urn:wardlog:schema:" + eventType + ":" + eventVersion;
    }
}
