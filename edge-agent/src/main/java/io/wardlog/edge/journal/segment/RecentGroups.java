package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalEntry;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The groups that became durable last, as the writer had them: who follows it closely need not read back, check and copy what was just written. Thread-safe.
 */
final class RecentGroups {

    /** Who follows is some milliseconds behind. What is kept here is heap that an idle agent has, too. */
    static final long MOST_BYTES = 1 << 20;

    private record Recent(long firstOrdinal, List<JournalEntry> entries, long bytes) {}

    private final ArrayDeque<Recent> groups = new ArrayDeque<>();
    private long bytes;

    /** One more, which is durable; {@code entries} does not change any more. The eldest go beyond {@link #MOST_BYTES}. */
    synchronized void add(long firstOrdinal, List<JournalEntry> entries, long storedBytes) {
        groups.add(new Recent(firstOrdinal, entries, storedBytes));
        bytes += storedBytes;
        while (bytes > MOST_BYTES) {
            bytes -= groups.remove().bytes();
        }
    }

    /** The entries from that one on to the end of its group; none when it is not among them. */
    synchronized List<JournalEntry> from(long ordinal) {
        for (Recent group : groups) {
            long passed = ordinal - group.firstOrdinal();
            if (passed >= 0 && passed < group.entries().size()) {
                return group.entries().subList((int) passed, group.entries().size());
            }
        }
        return List.of();
    }
}
