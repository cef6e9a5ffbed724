package io.wardlog.edge.simulation;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import java.nio.file.Path;
import java.util.Optional;

/** Nothing but memory: a journal that keeps its promises, and a disk for the snapshot. */
final class SimulatedStorage implements Storage {

    private final Mutant mutant;
    private final SimulatedDisk disk;
    private final Faults faults;
    private final JournalMedium medium;
    private Optional<Recovery.Cut> cut = Optional.empty();

    SimulatedStorage(Mutant mutant, Dice dice, Faults faults, JournalMedium medium) {
        this.mutant = mutant;
        this.disk = mutant.disk(dice, faults);
        this.faults = faults;
        this.medium = medium;
    }

    @Override
    public JournalDisk disk() {
        return disk;
    }

    @Override
    public Path snapshot() {
        return Path.of("/simulated/snapshot");
    }

    @Override
    public Journal open(Recovery.Known known, SimulatedJournal.Machine machine) {
        return mutant.journal(new SimulatedJournal.Parts(medium, faults, machine), known.checkFrom(), cut);
    }

    @Override
    public void kill() {
        goDown(false);
    }

    @Override
    public void powerCut(boolean lost) {
        goDown(lost);
        disk.cut();
    }

    private void goDown(boolean lost) {
        int entries = medium.goDown(lost);
        cut = entries == 0
                ? Optional.empty()
                : Optional.of(new Recovery.Cut(new Place(Path.of("simulated"), 0), entries, medium.nextOrdinal() - 1));
    }

    @Override
    public boolean canWorkBeside() {
        return false;
    }

    @Override
    public void workBeside() {
        throw new AssertionError("there is nothing to do");
    }
}
