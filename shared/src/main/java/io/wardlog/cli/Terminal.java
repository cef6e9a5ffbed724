package io.wardlog.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows progress to people at a terminal, and to nobody else. One line that is written over itself and wiped at the end. */
final class Terminal {
    private static final double MIB = 1 << 20;

    private final PrintWriter err;
    private final boolean isTerminal = isTerminal(System.console());
    private int shown;

    Terminal(PrintWriter err) {
        this.err = err;
    }

    /** Shows how many bytes were read so far. */
    void progress(long bytes) {
        if (isTerminal) {
            String text = String.format(Locale.ROOT, "%,.1f MiB read", bytes / MIB);
            err.print("\r" + text);
            err.flush();
            shown = text.length();
        }
    }

    /** Leaves the line as if nothing had been shown. */
    void wipe() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
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
