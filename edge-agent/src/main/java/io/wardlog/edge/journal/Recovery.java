package io.wardlog.edge.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What opening a journal found. Everything from {@link #firstOrdinal} to below {@link #nextOrdinal}, the corruptions
 * excepted, is there and durable.
 *
 * @param firstOrdinal the lowest ordinal that is kept; equal to {@code nextOrdinal} when there is none
 * @param nextOrdinal the ordinal of the next entry to be appended; never one that was durable before
 * @param cut the unfinished end of the last run, when it left one: never durable, never acknowledged, left out
 * @param corruptions entries that were durable and cannot be read back, in order; only those from the asked ordinal on
 */
public record Recovery(long firstOrdinal, long nextOrdinal, Optional<Cut> cut, List<Corruption> corruptions) {

    public Recovery {
        corruptions = List.copyOf(corruptions);
    }

    /**
     * An unfinished end that was left out.
     *
     * @param place where the rest begins
     * @param bytes how long it is, up to its last byte that is not zero
     * @param afterOrdinal the last whole entry before it, -1 when there is none
     */
    public record Cut(Place place, long bytes, long afterOrdinal) {}

    /**
     * What the caller knows when it opens a journal.
     *
     * @param checkFrom every group that holds this ordinal or a higher one is read and checked at opening; older ones are
     *     checked when they are read
     * @param durableBelow entries below this ordinal are known to have been durable (from a snapshot or from the
     *     collector): if the journal ends before it, that is a corruption, not an unfinished end
     */
    public record Known(long checkFrom, long durableBelow) {

        /** Nothing known: check everything. */
        public static final Known NOTHING = new Known(0, 0);

        /** A snapshot that holds all entries below {@code ordinal}. */
        public static Known snapshotAt(long ordinal) {
            return new Known(ordinal, ordinal);
        }

        /** Where that is looked up. */
        @FunctionalInterface
        public interface Source {
            /** Asked once, when nobody else can have the journal open: what is known is not outrun by another one's end. */
            Known look() throws IOException;
        }
    }
}
