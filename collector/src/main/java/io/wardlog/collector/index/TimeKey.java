package io.wardlog.collector.index;

/** Event times in a form whose text order is their time order. */
public final class TimeKey {

    private static final int SECONDS_LENGTH = "2026-11-23T05:31:06".length();
    private static final int DIGITS = 9;

    private TimeKey() {}

    /** The kept form of an event time (UTC, up to nine digits) with exactly nine digits. */
    public static String of(String eventTime) {
        String seconds = eventTime.substring(0, SECONDS_LENGTH);
        String fraction = eventTime.length() == SECONDS_LENGTH + 1
                ? ""
                : eventTime.substring(SECONDS_LENGTH + 1, eventTime.length() - 1);
        return seconds + '.' + fraction + "0".repeat(DIGITS - fraction.length()) + 'Z';
    }
}
