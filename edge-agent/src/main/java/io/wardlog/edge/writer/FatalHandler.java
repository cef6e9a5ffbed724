package io.wardlog.edge.writer;

/** Told once when the process can go on no longer: nothing is acknowledged from then on. */
@FunctionalInterface
public interface FatalHandler {

    /** The exit code of a fault. */
    int EXIT_CODE = 3;

    /** {@code fault} is a stable name for the log; called on the thread that met the fault. */
    void fatal(String fault, Throwable cause);
}
