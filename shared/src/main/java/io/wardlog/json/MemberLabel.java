package io.wardlog.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A member's name as it stands before its value in canonical JSON: in quotation marks, with its colon. Told eight bytes a step. Immutable. */
public final class MemberLabel {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final long head;
    private final long headMask;

    /** @param name plain ASCII that needs no escape */
    public MemberLabel(String name) {
        bytes = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
        head = JsonText.head(bytes, 0, bytes.length);
        headMask = JsonText.headMask(bytes.length);
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** Whether it stands at an offset. */
    public boolean stands(byte[] json, int at) {
        return at + bytes.length <= json.length
                && (JsonText.head(json, at, at + Long.BYTES) & headMask) == head
                && restStands(json, at);
    }

    private boolean restStands(byte[] json, int at) {
        int last = bytes.length - Long.BYTES;
        for (int i = Long.BYTES; i < last; i += Long.BYTES) {
            if ((long) LONGS.get(bytes, i) != (long) LONGS.get(json, at + i)) {
                return false;
            }
        }
        return last <= 0 || (long) LONGS.get(bytes, last) == (long) LONGS.get(json, at + last);
    }
}
