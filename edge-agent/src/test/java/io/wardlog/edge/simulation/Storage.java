package io.wardlog.edge.simulation;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.Recovery;
import java.io.IOException;
import java.nio.file.Path;

/** What of an agent outlives it: its journal, its snapshot, and the disk that they are on. */
interface Storage {

    /** Makes what a world has. @param medium is told of everything that is durable */
    @FunctionalInterface
    interface Maker {
        Storage make(Dice dice, Faults faults, JournalMedium medium, SimulatedClock clock);
    }

    /** What the snapshot's file is on. */
    JournalDisk disk();

    /** Where the snapshot of the next run is. */
    Path snapshot();

    /** Opens the journal for a run. */
    Journal open(Recovery.Known known, SimulatedJournal.Machine machine) throws IOException;

    /** The process is gone, and the machine goes on: what was written stays. */
    void kill();

    /** The machine is gone. @param lost whether the group that was being synced is, when storage itself does not know */
    void powerCut(boolean lost);

    /** Whether the journal has something to do beside its writer. */
    boolean canWorkBeside();

    /** Does that. */
    void workBeside();
}
