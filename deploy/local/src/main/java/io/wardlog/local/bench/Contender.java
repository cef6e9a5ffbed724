package io.wardlog.local.bench;

import java.io.IOException;

/** A server that takes messages over MQTT, and runs until it is closed. Used by one thread. */
interface Contender extends AutoCloseable {

    /** What it is called in tables. */
    String name();

    /** Where it listens on the loopback address. */
    int port();

    /** The process whose cost counts. */
    long pid();

    /** Called before each measurement. */
    default void prepare() throws IOException {
        // it is as it was
    }

    /** Waits until it has done with what it acknowledged whatever it does with it; what that costs counts, too. */
    default void settle() throws IOException, InterruptedException {
        // an acknowledgement is all that it does
    }

    /** Stops the process; returns when it is gone. */
    @Override
    void close();
}
