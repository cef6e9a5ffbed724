package io.wardlog.schema.bound;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code true} or {@code false}, or only one of them. */
final class BooleanPlan extends ScalarPlan {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final boolean acceptsTrue;
    private final boolean acceptsFalse;

    BooleanPlan(boolean acceptsTrue, boolean acceptsFalse) {
        this.acceptsTrue = acceptsTrue;
        this.acceptsFalse = acceptsFalse;
    }

    @Override
    int end(Scan scan, int at) {
        boolean truth = scan.peek(at) == 't';
        byte[] text = truth ? TRUE : FALSE;
        int end = at + text.length;
        boolean stands = end <= scan.json.length && Arrays.equals(text, 0, text.length, scan.json, at, end);
        return stands && (truth ? acceptsTrue : acceptsFalse) ? end : Scan.UNKNOWN;
    }
}
