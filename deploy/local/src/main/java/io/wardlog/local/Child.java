package io.wardlog.local;

import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One of the demo's processes over all its lives. Guarded by its {@link DemoProcesses}. */
final class Child {
    private static final int MOST_SHORT_LIVES = 5;
    private static final Duration SHORT_LIFE = Duration.ofSeconds(30);

    private final String name;
    private final DemoProcesses.Start start;
    private TetheredProcess process;
    private boolean retired;
    private long startedNanos;
    private int shortLives;

    Child(String name, DemoProcesses.Start start) {
        this.name = name;
        this.start = start;
    }

    String name() {
        return name;
    }

    TetheredProcess launch() throws IOException {
        startedNanos = System.nanoTime();
        process = start.start();
        return process;
    }

    /** The process of this life; none between two lives. */
    Optional<TetheredProcess> running() {
        return Optional.ofNullable(process);
    }

    /** It ended without being asked to. */
    void ended() {
        process = null;
        boolean wasShort = System.nanoTime() - startedNanos < SHORT_LIFE.toNanos();
        shortLives = wasShort ? shortLives + 1 : 0;
    }

    /** Whether starting it again is of no use. */
    boolean endsTooOften() {
        return shortLives >= MOST_SHORT_LIVES;
    }

    /** How long to wait before it is started again: 0.5 s, doubling with each short life. */
    Duration pause() {
        return Duration.ofMillis(250L << shortLives);
    }

    /** From now on it may end; gives the process that is to be asked. */
    Optional<TetheredProcess> retire() {
        retired = true;
        return running();
    }

    boolean isRetired() {
        return retired;
    }
}
