package io.wardlog.cli;

/** What the process's exit code says; the same for every command. */
final class ExitCodes {
    /** Done, and every verdict is QUARANTINED or better. */
    static final int OK = 0;
    /** Done, and a verdict is worse than QUARANTINED. */
    static final int BAD_VERDICT = 1;
    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;
    /** It could not be done: unreadable, unreachable, cut off. */
    static final int FAULT = 3;

    private ExitCodes() {}
}
