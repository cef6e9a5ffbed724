package io.wardlog.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Shows progress to people, and to nobody else. */
final class Terminal {
    private static final double MIB = 1 << 20;

    private Terminal() {}

    /** Takes the bytes read so far; writes one line over itself on a terminal, nothing otherwise. */
    static LongConsumer progress(PrintWriter err) {
        if (!isTerminal(System.console())) {
            return bytes -> {};
        }
        return bytes -> {
            err.printf(Locale.ROOT, "\r%,.1f MiB read ", bytes / MIB);
            err.flush();
        };
    }

    /**
     * From JDK 22 on there is a console also when input or output is redirected, and {@code Console.isTerminal} tells; before, there is one
     * only on a terminal and no such method.
     */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJdk) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Console.isTerminal cannot be called", e);
        }
    }
}
