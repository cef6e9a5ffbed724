package io.wardlog.edge.simulation;

/** What can go wrong, and how often at one opportunity in a world where it does. */
enum Fault {
    /** The process is killed; what was written and not synced stays. */
    KILL(0.004),
    /** The machine loses its power; of what was not synced anything or nothing stays. */
    POWER_CUT(0.004),
    /** A group cannot be written. */
    APPEND_FAILED(0.01),
    /** A group is written and its sync fails. */
    SYNC_FAILED(0.01),
    /** Power is lost while a group is written or synced. */
    CUT_WHILE_SYNCING(0.01),
    /** A sync takes so long that much happens meanwhile. */
    SYNC_SLOW(0.1),
    /** The journal cannot be read. */
    READ_FAILED(0.000_5),
    /** Entries that were durable cannot be read back any more. */
    ROT(0.002),
    /** Something else fills the disk, for a while. */
    DISK_FULL(0.004),
    /** A file of the journal cannot be removed. */
    PRUNE_FAILED(0.1),
    /** An operation on a snapshot's files fails. */
    SNAPSHOT_FAILED(0.1),
    /** The wall clock is set, by up to an hour, or a year. */
    CLOCK_SET(0.004),
    /** No connection. */
    UNREACHABLE(0.1),
    /** For a while everything that is sent vanishes. */
    HALF_OPEN(0.02),
    REQUEST_LOST(0.1),
    ANSWER_LOST(0.1),
    /** An answer or a request takes up to half a minute. */
    DELAYED(0.1),
    /** A request arrives twice, the second time up to ten minutes later. */
    DOUBLED(0.1),
    /** The collector says 503, 429. */
    UNAVAILABLE(0.1),
    /** The collector says 4xx. */
    REFUSED(0.05),
    /** The receipt is an older one, of the same agent. */
    OLD_RECEIPT(0.05),
    /** The receipt is for another agent. */
    FOREIGN_RECEIPT(0.05),
    /** The answer is signed by a key that is not trusted. */
    FALSE_SIGNATURE(0.05),
    GARBAGE(0.05),
    /** A collector that does not know what custody said last. */
    STALE_WORD(0.1),
    /** For a while no collector can read what custody says: 503 to who asks for it, and receipts without it. */
    WORD_UNKNOWN(0.05),
    /** The collector goes down and comes back with what it has on disk. */
    COLLECTOR_DOWN(0.004),
    /** The collector loses the end of what it has stored. */
    COLLECTOR_LOST(0.002),
    /** A device's connection is lost with the answers that are under way. */
    DEVICE_CUT(0.05),
    /** A device sends again what was answered. */
    REPEATED(0.05),
    /** A device uses an id again for something else. */
    ID_CONFLICT(0.05),
    /** A device leaves out numbers of its own. */
    SEQUENCE_HOLE(0.05),
    /** A device sends what is no valid message. */
    INVALID(0.1),
    /** A device sends as fast as it can. */
    FLOOD(0.02),
    /** Nothing gets through to the collector, for a minute to a day. */
    LINK_DOWN(0.000_05);

    private final double rate;

    Fault(double rate) {
        this.rate = rate;
    }

    double rate() {
        return rate;
    }
}
