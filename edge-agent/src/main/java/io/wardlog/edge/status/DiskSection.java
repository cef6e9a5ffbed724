package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.life.BufferLevel;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Section {@code journal}: the room that the journal has, and whether what it held at the start could be read back.
 *
 * @param damaged how many places could not be read back
 */
public record DiskSection(JournalSpace space, int damaged, Supplier<BufferLevel> level) implements StatusSection {

    private static final int FILLING = 80;
    private static final int CRITICAL = 95;
    private static final int FULL = 100;

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        int percent = percent();
        ObjectNode node = status.putObject("journal");
        node.put("level", level.get().wireName());
        node.put("usedBytes", space.usedBytes());
        node.put("quotaBytes", space.quotaBytes());
        node.put("diskFreeBytes", space.diskFreeBytes());
        node.put("usedPercent", percent);
        node.put("damaged", damaged);
        full(percent, wrong);
        if (damaged > 0) {
            wrong.accept(
                    new Finding(Finding.Code.JOURNAL_DAMAGED, damaged + " places could not be read back at the start"));
        }
    }

    private void full(int percent, Consumer<Finding> wrong) {
        String detail = "the journal uses " + percent + " % of the room that it can have";
        BufferLevel now = level.get();
        if (now == BufferLevel.FULL) {
            wrong.accept(new Finding(Finding.Code.DISK_FULL, "no event comes in; " + detail));
        } else if (now == BufferLevel.CRITICAL_ONLY) {
            wrong.accept(new Finding(Finding.Code.DISK_CRITICAL, "only critical events come in; " + detail));
        } else if (percent >= CRITICAL) {
            wrong.accept(new Finding(Finding.Code.DISK_CRITICAL, detail));
        } else if (percent >= FILLING) {
            wrong.accept(new Finding(Finding.Code.DISK_FILLING, detail));
        }
    }

    /** Of the quota, or of the disk where that is the smaller. */
    private int percent() {
        long room = space.diskFreeBytes() < 0
                ? space.quotaBytes()
                : Math.min(space.quotaBytes(), space.usedBytes() + space.diskFreeBytes());
        return room <= 0 ? FULL : (int) Math.min(FULL, space.usedBytes() * FULL / room);
    }
}
