package io.wardlog.edge.doctor;

import java.util.function.Consumer;

/** One thing that the doctor looks at. It changes nothing, and ends in bounded time. One thread. */
@FunctionalInterface
public interface Check {

    /** Looks, and says what it found. */
    void look(Consumer<Diagnosis> say) throws InterruptedException;
}
