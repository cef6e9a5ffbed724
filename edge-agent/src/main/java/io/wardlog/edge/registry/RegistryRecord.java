package io.wardlog.edge.registry;

import io.wardlog.hash.Hash;
import java.util.Optional;

/** Writes down which schemas are in force, and which were refused, as events of the agent's own. */
@FunctionalInterface
public interface RegistryRecord {

    /**
     * Records a change; returns when the event is on disk.
     *
     * @param change what came of it
     * @return whether there was room for the event; if not, nothing was recorded
     */
    boolean write(Change change) throws InterruptedException;

    /**
     * A change of the schemas.
     *
     * @param applied whether it was taken over
     * @param before SHA-256 of what was in force until now
     * @param after SHA-256 of what came
     */
    record Change(boolean applied, Optional<Hash> before, Hash after) {}
}
