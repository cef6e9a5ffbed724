package io.wardlog.schema.bound;

import io.wardlog.event.EventTimes;
import io.wardlog.event.PlainTime;
import java.nio.charset.StandardCharsets;

/** The formats of time that schemas ask for. */
final class Times {
    private static final int DATE_LENGTH = 10;

    private Times() {}

    /** What {@link EventTimes} reads; the usual form without its help. */
    static boolean isTime(byte[] utf8, int from, int to) {
        return PlainTime.isPlain(utf8, from, to)
                || EventTimes.read(new String(utf8, from, to - from, StandardCharsets.UTF_8))
                        .isPresent();
    }

    /** Four digits of a year, a month and a day that there is. */
    static boolean isDate(byte[] utf8, int from, int to) {
        return to - from == DATE_LENGTH && PlainTime.isDate(utf8, from);
    }
}
