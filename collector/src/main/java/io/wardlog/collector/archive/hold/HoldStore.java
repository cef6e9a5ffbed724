package io.wardlog.collector.archive.hold;

import java.io.IOException;
import java.util.List;

/** Where holds are kept and carried out. Every call says again what the archive itself says; repeating one is harmless. */
public interface HoldStore {

    /** The holds of the archive. */
    Holds holds() throws IOException;

    /** Records it, then carries it out on everything that is archived; says on how many objects. */
    int set(HoldRecord hold) throws IOException;

    /** Records it, then lifts it from every object that no other hold is about; locks of retention stay as they are. */
    int release(HoldRecord release) throws IOException;

    /** Carries out all that stand, also on what was archived since they were set; says on how many objects. */
    int apply() throws IOException;

    /** The names of all objects that a hold is about, and whether the store says that each is held. */
    List<Held> state() throws IOException;

    /** An object that is to be held, and whether it is. */
    record Held(String name, boolean isHeld) {}
}
