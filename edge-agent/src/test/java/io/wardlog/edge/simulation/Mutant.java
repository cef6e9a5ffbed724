package io.wardlog.edge.simulation;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.edge.forward.Ledger;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.state.LoadedState.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A product that is broken on purpose, in one place: the simulation must find it. */
enum Mutant {
    NONE(1),

    /** A group is acknowledged when it is written; only the next one's sync makes it durable. */
    ACKNOWLEDGED_BEFORE_SYNC(2, Fault.POWER_CUT) {
        @Override
        SimulatedJournal journal(SimulatedJournal.Parts parts, long checkFrom, Optional<Recovery.Cut> cut) {
            return new SimulatedJournal(parts, checkFrom, cut) {
                @Override
                void sync(JournalMedium written) {
                    written.pretendSync();
                }
            };
        }
    },

    /** A snapshot's file is renamed without having been synced. */
    SNAPSHOT_NOT_SYNCED(136, Fault.POWER_CUT) {
        @Override
        SimulatedDisk disk(Dice dice, Faults faults) {
            return new SimulatedDisk(dice, faults) {
                @Override
                public DiskFile open(Path file) throws IOException {
                    return withoutSync(super.open(file));
                }
            };
        }
    },

    /** What a repeat is known by is not written. */
    REPEAT_KEY_DROPPED(4, Fault.REPEATED) {
        @Override
        SimulatedJournal journal(SimulatedJournal.Parts parts, long checkFrom, Optional<Recovery.Cut> cut) {
            return new SimulatedJournal(parts, checkFrom, cut) {
                @Override
                public long append(List<JournalEntry> group) throws IOException {
                    return super.append(group.stream().map(Mutant::withoutKey).toList());
                }
            };
        }
    },

    /** A device's own number is not written. */
    NUMBER_DROPPED(19, Fault.SEQUENCE_HOLE) {
        @Override
        SimulatedJournal journal(SimulatedJournal.Parts parts, long checkFrom, Optional<Recovery.Cut> cut) {
            return new SimulatedJournal(parts, checkFrom, cut) {
                @Override
                public long append(List<JournalEntry> group) throws IOException {
                    return super.append(
                            group.stream().map(Mutant::withoutNumber).toList());
                }
            };
        }
    },

    /** A batch counts as confirmed when it is sealed. */
    CONFIRMED_BEFORE_RECEIPT(159, Fault.UNREACHABLE, Fault.HALF_OPEN) {
        @Override
        Ledger ledger(Ledger right) {
            return new Bent(right) {
                @Override
                public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
                    super.record(entries, whenDurable, whenFull);
                    if (entries.get(0) instanceof BatchEntry batch) {
                        super.record(List.of(new ConfirmedEntry(batch.batch(), 0)), at -> {}, () -> {});
                    }
                }
            };
        }
    },

    /** A batch is sent before it is in the journal. */
    SENT_BEFORE_JOURNALED(11, Fault.KILL) {
        @Override
        Ledger ledger(Ledger right) {
            return new Bent(right) {
                @Override
                public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
                    if (entries.get(0) instanceof BatchEntry batch) {
                        whenDurable.at(batch.endOrdinal());
                        super.record(entries, at -> {}, () -> {});
                    } else {
                        super.record(entries, whenDurable, whenFull);
                    }
                }
            };
        }
    };

    private final long firstSeed;
    private final Set<Fault> exposedBy;

    Mutant(long firstSeed, Fault... exposedBy) {
        this.firstSeed = firstSeed;
        this.exposedBy = Set.of(exposedBy);
    }

    /** Where to look first, because it was found there: the search goes on from it when a change of the product has changed the worlds. */
    long firstSeed() {
        return firstSeed;
    }

    /** What its worlds are not without: only then it shows. */
    Set<Fault> exposedBy() {
        return exposedBy;
    }

    SimulatedJournal journal(SimulatedJournal.Parts parts, long checkFrom, Optional<Recovery.Cut> cut) {
        return new SimulatedJournal(parts, checkFrom, cut);
    }

    SimulatedDisk disk(Dice dice, Faults faults) {
        return new SimulatedDisk(dice, faults);
    }

    Ledger ledger(Ledger right) {
        return right;
    }

    private static JournalEntry withoutKey(JournalEntry raw) {
        return JournalMedium.read(raw) instanceof EventEntry event
                ? with(event, event.deviceSequence(), Optional.empty())
                : raw;
    }

    private static JournalEntry withoutNumber(JournalEntry raw) {
        return JournalMedium.read(raw) instanceof EventEntry event ? with(event, -1, event.repeatKey()) : raw;
    }

    private static JournalEntry with(EventEntry event, long number, Optional<RepeatKey> key) {
        return EventEntry.of(
                        new EventEntry.About(
                                event.deviceId(), event.sequenceNumber(), event.ingestionMicros(), number, key),
                        event.hash(),
                        event.event(),
                        event.sealed())
                .toJournal();
    }

    private static DiskFile withoutSync(DiskFile right) {
        return new DiskFile() {
            @Override
            public void zero(long from, long to) throws IOException {
                right.zero(from, to);
            }

            @Override
            public void write(ByteBuffer bytes, long offset) throws IOException {
                right.write(bytes, offset);
            }

            @Override
            public void truncate(long size) throws IOException {
                right.truncate(size);
            }

            @Override
            public void sync() {
                // left out
            }

            @Override
            public void close() throws IOException {
                right.close();
            }
        };
    }

    /** A ledger of which a mutant changes one method. */
    private static class Bent implements Ledger {

        private final Ledger right;

        Bent(Ledger right) {
            this.right = right;
        }

        @Override
        public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
            right.record(entries, whenDurable, whenFull);
        }

        @Override
        public void learn(ConfirmedEntry confirmed) {
            right.learn(confirmed);
        }

        @Override
        public void beginEpoch(Reason reason, BatchLink last, Runnable whenFull) {
            right.beginEpoch(reason, last, whenFull);
        }
    }
}
