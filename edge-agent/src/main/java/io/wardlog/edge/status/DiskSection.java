package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.life.BufferLevel;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Section {@code journal}: how it is written, the room that it has, and whether what it held at the start could be read back.
 *
 * @param written how
 * @param damaged how many places could not be read back
 */
public record DiskSection(JournalSpace space, JournalConfig written, int damaged, Supplier<BufferLevel> level)
        implements StatusSection {

    /** Ten percent is not 9.999. */
    private static final double ROUNDING = 1e-6;

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        BufferLevel now = level.get();
        int percent = (int) (space.filled() * 100 + ROUNDING);
        ObjectNode node = status.putObject("journal");
        node.put("kind", written.kind().name().toLowerCase(Locale.ROOT));
        node.put("synced", !written.insecureWithoutSync());
        node.put("level", now.wireName());
        node.put("meaning", now.meaning());
        node.put("usedBytes", space.usedBytes());
        node.put("quotaBytes", space.quotaBytes());
        node.put("diskFreeBytes", space.diskFreeBytes());
        node.put("usedPercent", percent);
        node.put("damaged", damaged);
        fills(now)
                .ifPresent(code -> wrong.accept(new Finding(
                        code, now.meaning() + "; the journal uses " + percent + " % of the room that it can have")));
        if (written.insecureWithoutSync()) {
            wrong.accept(new Finding(
                    Finding.Code.JOURNAL_NOT_SYNCED,
                    "a power cut loses events that were acknowledged: nothing is synced"));
        }
        if (damaged > 0) {
            wrong.accept(
                    new Finding(Finding.Code.JOURNAL_DAMAGED, damaged + " places could not be read back at the start"));
        }
    }

    private static Optional<Finding.Code> fills(BufferLevel now) {
        switch (now) {
            case FULL:
                return Optional.of(Finding.Code.DISK_FULL);
            case CRITICAL_ONLY:
                return Optional.of(Finding.Code.DISK_CRITICAL);
            case FILLING:
                return Optional.of(Finding.Code.DISK_FILLING);
            default:
                return Optional.empty();
        }
    }
}
