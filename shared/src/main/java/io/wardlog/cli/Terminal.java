package io.wardlog.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Shows progress to people, and to nobody else. */
final class Terminal {
    private static final double MIB = 1 << 20;

    private Terminal() {}

    /** Takes the bytes read so far; writes one line over itself on a terminal, nothing otherwise. */
    static LongConsumer progress(PrintWriter err) {
        if (System.console() == null) {
            return bytes -> {};
        }
        return bytes -> {
            err.printf(Locale.ROOT, "\r%,.1f MiB read ", bytes / MIB);
            err.flush();
        };
    }
}
