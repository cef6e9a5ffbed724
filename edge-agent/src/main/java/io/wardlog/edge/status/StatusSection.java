package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** One part of the status. Asked by any thread; never waits. */
@FunctionalInterface
public interface StatusSection {

    /** Adds what it knows to {@code status}, and says what is wrong with it now. No patient data, no keys, no tokens. */
    void describe(ObjectNode status, Consumer<Finding> wrong);
}
