package io.wardlog.collector.archive.hold;

import io.wardlog.hold.SignedHold;
import java.io.IOException;
import java.util.List;

/**
 * Where holds are kept and carried out. Every call says again what the archive itself says; repeating one is harmless. It looks only where the
 * files of a hold's tenant and days are, and at the manifests that their names lead to.
 */
public interface HoldStore {

    /** The holds of the archive. */
    Holds holds() throws IOException;

    /**
     * Records it, then carries it out on everything that is archived. When nothing is that it would be about, and it was not set ahead, it is not
     * recorded and does not stand.
     *
     * @throws IOException also when its id was used for something else, or was released
     */
    Outcome set(SignedHold hold) throws IOException;

    /** Records it, then lifts it from every object that no other hold is about; locks of retention stay as they are. */
    Outcome release(SignedHold release) throws IOException;

    /** Carries out all that stand, also on what was archived since they were set. */
    Outcome apply() throws IOException;

    /** All objects that a hold is about, and whether the store says that each is held. */
    Outcome state() throws IOException;

    /**
     * What was done or found.
     *
     * @param objects all that were meant, each once
     * @param aboutNothing the holds that are about nothing that is archived and were not set ahead
     */
    record Outcome(List<Held> objects, List<SignedHold> aboutNothing) {
        /** Copies both. */
        public Outcome {
            objects = List.copyOf(objects);
            aboutNothing = List.copyOf(aboutNothing);
        }
    }

    /** An object that a hold is about, and whether it is held now. */
    record Held(String name, boolean isHeld) {}
}
